/** References → functions: a variable, then properties, methods and positions, each found on what the one before gave. */
import { HostObject, JavaDouble, type Value } from '../values.ts'
import { isWhole } from './arithmetic.ts'
import type { PathStep, ReferenceNode, Statement } from './ast.ts'
import { javaEquals } from './equality.ts'
import { booleanMethods } from './java/boolean-methods.ts'
import { hashOf } from './java/hash-code.ts'
import { listMethod, listProperty } from './java/list-methods.ts'
import { mapMethods, put } from './java/map-methods.ts'
import { isInt, javaError } from './java/method.ts'
import { doubleMethods, doubleProperty, wholeMethods } from './java/number-methods.ts'
import { stringMethods, stringProperty } from './java/string-methods.ts'
import { linkExpression } from './link-expression.ts'
import type { Linker, Render } from './linker.ts'
import type { Evaluate, Run } from './run.ts'

/** Null or undefined ends the path: the whole reference reads as the empty text. */
type Follow = (r: Run, base: Value) => Value | undefined

/** Never null: what is not there is the empty text, as AWS has it. */
export function linkReference({ root, path }: ReferenceNode, l: Linker): Evaluate {
  const slot = l.slot(root)
  if (path.length === 0) return (r) => r.get(slot) ?? ''
  const follow = linkPath(path, l)
  return (r) => {
    const base = r.get(slot)
    return base === null ? '' : (follow(r, base) ?? '')
  }
}

function linkPath(path: readonly PathStep[], l: Linker): Follow {
  const [first, second, ...rest] = path
  if (first?.is !== 'property' || second?.is !== 'property') return chain(path.map((step) => linkStep(step, l)))
  return chain([linkProperties(first.name, second.name), ...rest.map((step) => linkStep(step, l))])
}

function chain(steps: readonly Follow[]): Follow {
  const [only, second] = steps
  if (only !== undefined && second === undefined) return only
  return (r, base) => {
    r.spend(steps.length)
    let value: Value | undefined = base
    for (const step of steps) {
      value = step(r, value)
      if (value === null || value === undefined) return undefined
    }
    return value
  }
}

/** `$input.body.name`: beyond AWS, where a text has no such property. */
function linkProperties(first: string, second: string): Follow {
  return (r, base) => {
    const value = property(r, base, first)
    if (value === null || value === undefined) return undefined
    const found = property(r, value, second)
    if (found !== undefined || !(base instanceof HostObject) || typeof value !== 'string') return found
    return base.textMember(first, second)
  }
}

function linkStep(step: PathStep, l: Linker): Follow {
  switch (step.is) {
    case 'property':
      return (r, base) => property(r, base, step.name)
    case 'method':
      return linkMethod(step, l)
    case 'index':
      return linkIndex(step, l)
  }
}

function property(r: Run, base: Value, name: string): Value | undefined {
  if (base instanceof Map) return base.get(name)
  if (typeof base === 'string') return stringProperty(r, base, name)
  if (base instanceof HostObject) return base.member(name)
  if (base instanceof JavaDouble) return doubleProperty(base, name)
  return Array.isArray(base) ? listProperty(base, name) : undefined
}

const NO_ARGUMENTS: readonly Value[] = []

function linkMethod({ name, arguments: parameters, offset }: Extract<PathStep, { is: 'method' }>, l: Linker): Follow {
  const values = parameters.map((argument) => linkExpression(argument, l))
  const [first, second] = values
  const given = (r: Run): readonly Value[] => {
    if (first === undefined) return NO_ARGUMENTS
    return second === undefined ? [first(r)] : values.map((value) => value(r))
  }
  return (r, base) => {
    const args = given(r)
    r.at = offset
    r.spend(1)
    return callMethod(r, base, name, args)
  }
}

function callMethod(r: Run, base: Value, name: string, args: readonly Value[]): Value | undefined {
  if (typeof base === 'string') return callOnText(r, base, name, args)
  if (base instanceof Map) return mapMethods.get(name)?.(r, base, args)
  if (Array.isArray(base)) return listMethod(base, name)?.(r, base, args)
  if (base instanceof HostObject) return callOnObject(r, base, name, args)
  if (isWhole(base)) return wholeMethods.get(name)?.(r, base, args)
  if (base instanceof JavaDouble) return doubleMethods.get(name)?.(r, base, args)
  return typeof base === 'boolean' ? booleanMethods.get(name)?.(r, base, args) : undefined
}

/** A method of its own, or one that every Java object has. */
function callOnObject(r: Run, base: HostObject, name: string, args: readonly Value[]): Value | undefined {
  const given = base.call(name, args, r)
  if (given !== undefined) return given
  const [other = null] = args
  if (name === 'equals' && args.length === 1) return javaEquals(r, base, other)
  return name === 'hashCode' && args.length === 0 ? hashOf(r, base) : undefined
}

/** Java's null, a range without bounds, fits where a text is wanted; few methods take it there. */
function callOnText(r: Run, base: string, name: string, args: readonly Value[]): Value | undefined {
  const method = stringMethods.get(name)
  if (!args.includes(null) || name.startsWith('equals')) return method?.(r, base, args)
  const found = method?.(
    r,
    base,
    args.map((argument) => argument ?? ''),
  )
  return found === undefined ? undefined : javaError('NullPointerException', `${name}(null)`)
}

function linkIndex({ index, offset }: Extract<PathStep, { is: 'index' }>, l: Linker): Follow {
  const value = linkExpression(index, l)
  return (r, base) => {
    const at = value(r)
    r.at = offset
    return callMethod(r, base, 'get', [fromEnd(r, base, at)])
  }
}

/** `$list[-1]` is the last. */
function fromEnd(r: Run, base: Value, index: Value): Value {
  if (!isInt(index) || index >= 0) return index
  const size = callMethod(r, base, 'size', [])
  return isInt(size)
    ? size + index
    : javaError('RuntimeException', `A 'size()' method required for negative value ${index}`)
}

export function linkSet({ target, value, offset }: Extract<Statement, { is: 'set' }>, l: Linker): Render {
  const evaluate = linkExpression(value, l)
  const assign = linkAssign(target, l)
  return (r) => {
    const given = evaluate(r)
    if (given === null) return
    r.at = offset
    r.spend(1)
    assign(r, given)
  }
}

type Assign = (r: Run, value: Value) => void

function linkAssign({ root, path }: ReferenceNode, l: Linker): Assign {
  const last = path.at(-1)
  if (last === undefined) {
    // Velocity takes the name from what stands in the template, whatever its form.
    const slot = l.slot(root)
    return (r, value) => r.set(slot, value)
  }
  const owner = linkOwner(root, path.slice(0, -1), l)
  if (last.is === 'index') {
    const index = linkExpression(last.index, l)
    return (r, value) => setIndex(r, owner(r), index(r), value)
  }
  return (r, value) => setProperty(owner(r), last.name, value)
}

function linkOwner(root: string, path: readonly PathStep[], l: Linker): Evaluate {
  const slot = l.slot(root)
  const steps = linkPath(path, l)
  return (r) => {
    const base = r.get(slot)
    return base === null ? null : (steps(r, base) ?? null)
  }
}

function setProperty(owner: Value, name: string, value: Value): void {
  if (owner instanceof Map) owner.set(name, value)
  else if (owner instanceof HostObject) owner.setMember(name, value)
}

/** What cannot be set stays as it is. */
function setIndex(r: Run, owner: Value, index: Value, value: Value): void {
  if (owner === null) return
  const at = fromEnd(r, owner, index)
  if (owner instanceof Map) put(r, owner, at, value)
  else if (Array.isArray(owner) && isInt(at)) listMethod(owner, 'set')?.(r, owner, [at, value])
  else if (owner instanceof HostObject) owner.setMember(r.print(at), value)
}
