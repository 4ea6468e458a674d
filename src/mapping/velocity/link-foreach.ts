/** `#foreach`: over lists, and the values of maps. */
import { MappingFault } from '../mapping-fault.ts'
import { HostObject, type Value, type ValueMap } from '../values.ts'
import type { Statement } from './ast.ts'
import { MAX_FOREACH_TURNS } from './budgets.ts'
import { JavaIterator, JavaSet } from './java/collections.ts'
import { linkExpression } from './link-expression.ts'
import { linkBlock } from './link-statement.ts'
import type { Linker, Render } from './linker.ts'
import { BreakSignal, type NullHolder, type Run } from './run.ts'

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
  const foreach = l.slot('foreach')
  const { offset } = statement
  return (r) => {
    r.spend(2)
    const loop = loopOver(over(r))
    if (loop === undefined) return
    const [oldElement, oldCount, oldHasNext, outer] = [r.get(element), r.get(count), r.get(hasNext), r.get(foreach)]
    let holder: NullHolder | undefined
    const scope = new LoopScope(outer)
    r.set(foreach, scope)
    try {
      const { items } = loop
      // As Java's iterator: a list that shrinks under it has a next one, too.
      for (let at = 0; at !== items.length && at < MAX_FOREACH_TURNS; at++) {
        r.at = offset
        r.spend(1)
        checkSize(loop)
        scope.index = at
        scope.hasNext = at + 1 !== items.length
        const item = items[at] ?? null
        r.set(element, item)
        r.set(count, at + 1)
        r.set(hasNext, scope.hasNext)
        if (item !== null) body(r)
        else {
          holder ??= r.nullHolder(element)
          r.hold(holder, body)
        }
      }
    } catch (error) {
      if (!(error instanceof BreakSignal) || (error.scope !== undefined && error.scope !== scope)) throw error
    } finally {
      restore(r, element, oldElement)
      restore(r, count, oldCount)
      restore(r, hasNext, oldHasNext)
      restore(r, foreach, outer)
    }
  }
}

const restore = (r: Run, slot: number, value: Value) => (value === null ? r.remove(slot) : r.set(slot, value))

interface Loop {
  readonly items: readonly Value[]
  /** The map whose view the items are. */
  readonly map: ValueMap | undefined
  readonly size: number
}

function loopOver(value: Value): Loop | undefined {
  if (value instanceof JavaSet) return { items: value, map: value.source, size: value.source.size }
  if (Array.isArray(value)) return { items: value, map: undefined, size: value.length }
  if (value instanceof Map) return { items: [...value.values()], map: value, size: value.size }
  if (!(value instanceof JavaIterator)) return undefined
  const items = value.rest()
  return { items, map: undefined, size: items.length }
}

/** Throws as Java does when the loop's body changed how many there are. */
function checkSize({ items, map, size }: Loop): void {
  if ((map === undefined ? items.length : map.size) === size) return
  throw new MappingFault('badArgument', 'java.util.ConcurrentModificationException')
}
