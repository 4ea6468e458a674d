/**
 * JSONPath → function of a document, with Jayway 2.0's rules for what is missing: a definite path then finds nothing; a path that may
 * find many leaves out what lacks a name before its last, and finds nothing at all when a chosen one lacks its last.
 */
import { isDefinite, type JsonPath, type JsonPathStep } from './json-path.ts'
import { linkCall } from './json-path-call.ts'
import { linkFilter } from './json-path-match.ts'
import { MappingFault } from './mapping-fault.ts'
import type { Budget, Value } from './values.ts'

/** What one path, or all paths of one request, may look at: steps of the walk. */
export const pathBudget = (): Budget => ({ left: 1_000_000 })

/** The value at the path, undefined where there is none. Throws MappingFault `invalidPath` where the path does not fit the document. */
export type ReadPath = (document: Value, budget: Budget) => Value | undefined

/** The same from an item of the document: `@` in a filter, where `$` still is the document. */
export type ReadFrom = (item: Value, run: Run) => Value | undefined

/** One evaluation. */
export interface Run {
  readonly document: Value
  readonly budget: Budget
  found: Value[]
}

type Visit = (model: Value, run: Run) => void

/** Thrown and caught within one evaluation; a constant, so that it costs no stack trace. */
const NOT_FOUND = Symbol('not found')

/** Links a path from the document's root. */
export function linkJsonPath(path: JsonPath): ReadPath {
  const read = linkFrom(path)
  return (document, budget) => read(document, { document, budget, found: [] })
}

export function linkFrom(path: JsonPath): ReadFrom {
  if (path.every((step) => typeof step !== 'object')) return linkPlain(path as readonly (string | number)[])
  const last = path.at(-1)
  if (typeof last === 'object' && 'call' in last) return linkCall(last, linkFrom(path.slice(0, -1)))
  const visit = linkSteps(path, 0)
  const definite = isDefinite(path)
  return (item, run) => {
    const inner: Run = { ...run, found: [] }
    try {
      visit(item, inner)
    } catch (thrown) {
      if (thrown === NOT_FOUND) return undefined
      throw thrown
    }
    return definite ? inner.found[0] : inner.found
  }
}

/** Names and positions alone: no walk is needed. */
function linkPlain(path: readonly (string | number)[]): ReadFrom {
  return (item, run) => {
    spend(run.budget, path.length)
    let current: Value | undefined = item
    for (const step of path) {
      if (typeof step === 'number') current = elementOf(current, step)
      else current = current instanceof Map ? current.get(step) : undefined
      if (current === undefined) return undefined
    }
    return current
  }
}

function elementOf(list: Value, position: number): Value | undefined {
  if (list === null) return undefined
  if (!Array.isArray(list)) throw onlyLists()
  return list.at(position)
}

const onlyLists = () => new MappingFault('invalidPath', 'A position in a JSONPath can only be applied to a list')

/** What the step at `index` and those after it do with a value. */
function linkSteps(path: JsonPath, index: number): Visit {
  const step = path[index]
  if (step === undefined) {
    return (model, run) => {
      spend(run.budget)
      run.found.push(model)
    }
  }
  const next = linkSteps(path, index + 1)
  const spends = linkStep(step, next, path, index)
  return (model, run) => {
    spend(run.budget)
    spends(model, run)
  }
}

export function spend(budget: Budget, steps = 1): void {
  budget.left -= steps
  if (budget.left < 0) throw new MappingFault('budget', 'A JSONPath looks at too many values')
}

function linkStep(step: JsonPathStep, next: Visit, path: JsonPath, index: number): Visit {
  if (typeof step === 'string') return visitName(step, next, !skipsMissing(path, index))
  if (typeof step === 'number') return (model, run) => visitPosition(step, model, next, run)
  if ('names' in step) return index === path.length - 1 ? visitMerged(step.names, next) : visitEach(step.names, next)
  if ('positions' in step) {
    return (model, run) => {
      for (const position of step.positions) visitPosition(position, model, next, run)
    }
  }
  if ('from' in step) return visitSlice(step.from, step.to, next)
  if ('filters' in step) return visitFiltered(step.filters.map(linkFilter), next)
  if ('call' in step) throw new Error('A function stands at the end of a path, and is linked with it')
  return step.step === 'any' ? visitAny(next) : visitScan(path, index, next)
}

/** Jayway looks no further up than the step before, and down to the end. */
const skipsMissing = (path: JsonPath, index: number) =>
  index < path.length - 1 && !isDefinite(path.slice(Math.max(0, index - 1)))

function visitName(name: string, next: Visit, required: boolean): Visit {
  return (model, run) => {
    if (!(model instanceof Map)) throw NOT_FOUND
    const value = model.get(name)
    if (value !== undefined) next(value, run)
    else if (required) throw NOT_FOUND
  }
}

function visitPosition(position: number, model: Value, next: Visit, run: Run): void {
  const value = elementOf(model, position)
  if (value === undefined) throw NOT_FOUND
  next(value, run)
}

/** `['a','b']` at the end: one map of those that are there. */
function visitMerged(names: readonly string[], next: Visit): Visit {
  return (model, run) => {
    if (!(model instanceof Map)) throw NOT_FOUND
    spend(run.budget, names.length)
    next(new Map(names.filter((name) => model.has(name)).map((name) => [name, model.get(name) as Value])), run)
  }
}

function visitEach(names: readonly string[], next: Visit): Visit {
  return (model, run) => {
    if (!(model instanceof Map)) throw NOT_FOUND
    spend(run.budget, names.length)
    for (const name of names) {
      const value = model.get(name)
      if (value !== undefined) next(value, run)
    }
  }
}

/** Negative ends count from the end, but not where both are given: Jayway's way. */
function visitSlice(from: number | null, to: number | null, next: Visit): Visit {
  return (model, run) => {
    if (model === null) throw NOT_FOUND
    if (!Array.isArray(model)) throw onlyLists()
    const { length } = model
    const start = from === null ? 0 : to === null && from < 0 ? Math.max(0, from + length) : from
    const end = to === null ? length : Math.min(length, from === null && to < 0 ? to + length : to)
    if (length === 0) return
    for (let position = start; position < end; position++) visitPosition(position, model, next, run)
  }
}

function visitAny(next: Visit): Visit {
  return (model, run) => {
    if (model instanceof Map) for (const value of model.values()) next(value, run)
    else if (Array.isArray(model)) for (const value of model) unlessMissing(next, value, run)
  }
}

function unlessMissing(next: Visit, value: Value, run: Run): void {
  try {
    next(value, run)
  } catch (thrown) {
    if (thrown !== NOT_FOUND) throw thrown
  }
}

type Accepts = (item: Value, run: Run) => boolean

function visitFiltered(filters: readonly Accepts[], next: Visit): Visit {
  const accepts: Accepts = (item, run) => filters.every((filter) => filter(item, run))
  return (model, run) => {
    if (model instanceof Map) {
      if (accepts(model, run)) next(model, run)
    } else if (Array.isArray(model)) {
      for (const item of model) {
        spend(run.budget)
        if (accepts(item, run)) next(item, run)
      }
    } else {
      throw new MappingFault('invalidPath', 'A filter in a JSONPath can not be applied to a single value')
    }
  }
}

/**
 * `..`: the step behind it is applied to every map and list that it fits, from the outside in. In a list that it fits it is passed over,
 * and what follows it is applied to all elements: Jayway 2.0's way.
 */
function visitScan(path: JsonPath, index: number, next: Visit): Visit {
  const target = path[index + 1]
  const last = index + 2 === path.length
  const beyond = linkSteps(path, index + 2)
  const fits = linkFits(target)
  const walk: Visit = (model, run) => {
    if (model instanceof Map) {
      spend(run.budget)
      if (fits(model, run)) next(model, run)
      for (const value of model.values()) walk(value, run)
    } else if (Array.isArray(model)) {
      spend(run.budget)
      if (fits(model, run)) {
        if (last) next(model, run)
        else for (const value of model) beyond(value, run)
      }
      for (const value of model) walk(value, run)
    }
  }
  return walk
}

function linkFits(target: JsonPathStep | undefined): Accepts {
  if (typeof target === 'string') return (model) => model instanceof Map && model.has(target)
  if (typeof target === 'number') return (model) => Array.isArray(model)
  if (target === undefined) return () => false
  if ('names' in target) return (model) => model instanceof Map && target.names.every((name) => model.has(name))
  if ('positions' in target || 'from' in target) return (model) => Array.isArray(model)
  if ('filters' in target) {
    const filters = target.filters.map(linkFilter)
    return (model, run) => filters.every((filter) => filter(model, run))
  }
  return () => 'step' in target && target.step === 'any'
}
