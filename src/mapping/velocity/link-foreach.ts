/** `#foreach`: over lists, and the values of maps. */
import { MappingFault } from '../mapping-fault.ts'
import { HostObject, type Value } from '../values.ts'
import type { Statement } from './ast.ts'
import { MAX_FOREACH_TURNS } from './budgets.ts'
import { JavaIterator, JavaSet } from './java/collections.ts'
import { linkExpression } from './link-expression.ts'
import { linkBlock } from './link-statement.ts'
import type { Linker, Render } from './linker.ts'
import { BreakSignal } from './run.ts'

/** `$foreach` */
export class LoopScope extends HostObject {
  index = -1
  hasNext = false
  private readonly outer: Value

  constructor(outer: Value) {
    super()
    this.outer = outer
  }

  member(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return this.index
      case 'count':
        return this.index + 1
      case 'hasNext':
        return this.hasNext
      case 'first':
        return this.index < 1
      case 'last':
        return !this.hasNext
      case 'parent':
        return this.outer instanceof LoopScope ? this.outer : undefined
      case 'topmost':
        return this.outer instanceof LoopScope ? this.outer.member('topmost') : this
    }
    return undefined
  }

  call(name: string, args: readonly Value[]): Value | undefined {
    if (args.length > 0) return undefined
    if (name === 'stop') throw new BreakSignal(this)
    if (name === 'hasNext' || name === 'isFirst' || name === 'isLast') return this.member(PROPERTIES.get(name) ?? name)
    const property = /^get([A-Z])(\w+)$/.exec(name)
    return property === null ? undefined : this.member(`${property[1]?.toLowerCase()}${property[2]}`)
  }

  print(): string {
    return '{}'
  }
}

const PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['isFirst', 'first'],
  ['isLast', 'last'],
])

export function linkForeach(statement: Extract<Statement, { is: 'foreach' }>, l: Linker): Render {
  const over = linkExpression(statement.over, l)
  const body = linkBlock(statement.body, l)
  const element = l.slot(statement.element)
  const count = l.slot('velocityCount')
  const hasNext = l.slot('velocityHasNext')
  const scopeSlot = l.slot('foreach')
  const { offset } = statement
  return (r) => {
    const turns = turnsOver(over(r))
    if (turns === undefined) return
    const before = [element, count, hasNext].map((slot) => [slot, r.get(slot)] as const)
    const outer = r.get(scopeSlot)
    const scope = new LoopScope(outer)
    r.set(scopeSlot, scope)
    const turn = (): void => {
      r.at = offset
      r.spend(1)
      r.set(element, turns.next())
      scope.index++
      scope.hasNext = turns.hasNext()
      r.set(count, scope.index + 1)
      r.set(hasNext, scope.hasNext)
      body(r)
    }
    try {
      while (turns.hasNext() && scope.index + 1 < MAX_FOREACH_TURNS) turn()
    } catch (error) {
      if (!(error instanceof BreakSignal) || (error.scope !== undefined && error.scope !== scope)) throw error
    } finally {
      for (const [slot, value] of before) r.set(slot, value ?? undefined)
      r.set(scopeSlot, outer ?? undefined)
    }
  }
}

interface Turns {
  hasNext(): boolean
  /** Throws as Java does when the loop's body changed how many there are. */
  next(): Value
}

function turnsOver(value: Value): Turns | undefined {
  if (Array.isArray(value))
    return value instanceof JavaSet ? turnsOverSet(value) : turnsOverList(value, () => value.length)
  if (value instanceof Map) return turnsOverSet(JavaSet.viewOf(value, value.values()))
  if (!(value instanceof JavaIterator)) return undefined
  const rest = value.rest()
  return turnsOverList(rest, () => rest.length)
}

function turnsOverList(list: readonly Value[], size: () => number): Turns {
  const expected = size()
  let at = 0
  return {
    hasNext: () => at !== list.length,
    next() {
      if (size() !== expected) throw new MappingFault('badArgument', 'java.util.ConcurrentModificationException')
      return list[at++] ?? null
    },
  }
}

const turnsOverSet = (set: JavaSet): Turns => turnsOverList(set, () => set.source.size)
