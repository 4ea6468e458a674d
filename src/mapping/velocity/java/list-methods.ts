/** java.util.List, and the views of maps that are no lists. */
import { printJson } from '../../print.ts'
import { ArrayList, type Value } from '../../values.ts'
import { javaEquals } from '../equality.ts'
import type { Run } from '../run.ts'
import { arrayList, JavaArray, JavaIterator, JavaSet, javaArray } from './collections.ts'
import { hashOf } from './hash-code.ts'
import { isInt, javaError, type Method, type Methods, methods } from './method.ts'

type List = Value[]

const isCollection = (value: Value | undefined): value is Value[] => Array.isArray(value)

function find(r: Run, list: List, value: Value): number {
  return list.findIndex((item) => {
    r.spend(2)
    return javaEquals(r, item, value)
  })
}

/** Throws Java's IndexOutOfBoundsException. */
function position(list: List, index: number, end = list.length): number {
  if (index >= 0 && index < end) return index
  return javaError('IndexOutOfBoundsException', `Index ${index} out of bounds for length ${list.length}`)
}

const noArguments =
  (give: (r: Run, list: List) => Value): Method<List> =>
  (r, list, args) =>
    args.length === 0 ? give(r, list) : undefined

const ofOne =
  (give: (r: Run, list: List, value: Value) => Value): Method<List> =>
  (r, list, args) =>
    args.length === 1 ? give(r, list, args[0] ?? null) : undefined

const ofCollection =
  (give: (r: Run, list: List, other: Value[]) => Value): Method<List> =>
  (r, list, args) =>
    args.length === 1 && isCollection(args[0]) ? give(r, list, args[0]) : undefined

/** Keeps those that pass; whether there were others. */
function keep(r: Run, list: List, passes: (item: Value) => boolean): boolean {
  const { length } = list
  let kept = 0
  for (let at = 0; at < length; at++) {
    r.spend(1)
    const item = list[at] ?? null
    if (passes(item)) list[kept++] = item
  }
  list.length = kept
  return kept < length
}

function insert(r: Run, list: List, at: number, items: readonly Value[]): void {
  const from = position(list, at, list.length + 1)
  const { length } = items
  r.spend(1 + 2 * length + ((list.length - from) >> 3))
  for (let last = list.length - 1; last >= from; last--) list[last + length] = list[last] ?? null
  for (let item = 0; item < length; item++) list[from + item] = items[item] ?? null
}

/** Array.splice makes a list of what it takes out, and is slow for a class of lists. */
function removeAt(r: Run, list: List, at: number): Value {
  const removed = list[at] ?? null
  r.spend(1 + ((list.length - at) >> 3))
  for (let next = at + 1; next < list.length; next++) list[next - 1] = list[next] ?? null
  list.length--
  return removed
}

/** java.util.Collection. */
const COLLECTION = {
  size: noArguments((_, list) => list.length),
  isEmpty: noArguments((_, list) => list.length === 0),
  contains: ofOne((r, list, value) => find(r, list, value) >= 0),
  containsAll: ofCollection((r, list, other) => other.every((item) => find(r, list, item) >= 0)),
  toArray: noArguments((r, list) => {
    r.spend(list.length)
    return javaArray(list)
  }),
  iterator: noArguments((r, list) => {
    r.spend(1 + (list.length >> 1))
    return new JavaIterator(list)
  }),
  toString: noArguments((r, list) => r.print(list)),
  hashCode: noArguments((r, list) => hashOf(r, list)),
  equals: ofOne((r, list, other) => javaEquals(r, list, other)),
}

/** What a view or an array cannot do. */
function unsupported(): never {
  return javaError('UnsupportedOperationException', 'it has a fixed size')
}

const setMethods: Methods<List> = methods<List>({
  ...COLLECTION,
  add: ofOne(unsupported),
  addAll: ofCollection(unsupported),
  remove: ofOne((r, list, value) => removeFromMap(r, list, find(r, list, value))),
  removeAll: ofCollection((r, list, other) =>
    other.map((item) => removeFromMap(r, list, find(r, list, item))).includes(true),
  ),
  clear: noArguments((_, list) => {
    if (list instanceof JavaSet) list.source.clear()
    list.length = 0
    return ''
  }),
})

/** What a view lacks its map lacks, too. */
function removeFromMap(r: Run, list: List, at: number): boolean {
  if (at < 0 || !(list instanceof JavaSet)) return false
  r.spend(list.length)
  list.source.delete([...list.source.keys()][at] ?? null)
  removeAt(r, list, at)
  return true
}

/** An array's list has what changes no size. */
const ARRAY = {
  ...COLLECTION,
  get: ((_, list, [index]) =>
    isInt(index) ? (list[position(list, index)] ?? null) : undefined) satisfies Method<List>,
  set: ((_, list, [index, value = null]) => {
    if (!isInt(index)) return undefined
    const before = list[position(list, index)] ?? null
    list[index] = value
    return before
  }) satisfies Method<List>,
  indexOf: ofOne(find),
  lastIndexOf: ofOne((r, list, value) =>
    list.findLastIndex((item) => {
      r.spend(1)
      return javaEquals(r, item, value)
    }),
  ),
  subList: ((r, list, [from, to, more]) => {
    if (!isInt(from) || !isInt(to) || more !== undefined) return undefined
    if (from < 0 || to > list.length || from > to)
      javaError('IndexOutOfBoundsException', `fromIndex: ${from}, toIndex: ${to}`)
    r.spend(to - from)
    const part = arrayList([])
    for (let at = from; at < to; at++) part.push(list[at] ?? null)
    return part
  }) satisfies Method<List>,
}

const arrayMethods: Methods<List> = methods<List>({
  ...ARRAY,
  add: ofOne(unsupported),
  addAll: ofCollection(unsupported),
  remove: ofOne(unsupported),
  clear: noArguments(unsupported),
})

const listMethods: Methods<List> = methods<List>({
  ...ARRAY,
  add: (r, list, args) => {
    const [first = null, second = null] = args
    r.spend(1)
    if (args.length === 1) return list.push(first) > 0
    if (args.length !== 2 || !isInt(first)) return undefined
    insert(r, list, first, [second])
    return ''
  },
  addAll: (r, list, args) => {
    const [first, second] = args
    const [at, items] = args.length === 1 ? [list.length, first] : [first, second]
    if (!isInt(at) || !isCollection(items) || args.length > 2) return undefined
    insert(r, list, at, Array.from(items))
    return items.length > 0
  },
  remove: (r, list, args) => {
    const [value = null] = args
    if (args.length !== 1) return undefined
    if (isInt(value)) return removeAt(r, list, position(list, value))
    const at = find(r, list, value)
    if (at >= 0) removeAt(r, list, at)
    return at >= 0
  },
  removeAll: ofCollection((r, list, other) => keep(r, list, (item) => find(r, other, item) < 0)),
  retainAll: ofCollection((r, list, other) => keep(r, list, (item) => find(r, other, item) >= 0)),
  clear: noArguments((_, list) => {
    list.length = 0
    return ''
  }),
})

const jsonListMethods: Methods<List> = new Map([
  ...listMethods,
  [
    'toJSONString',
    noArguments((r, list) => {
      const text = printJson(list, r).replaceAll('/', '\\/')
      r.spendOn(text.length)
      return text
    }),
  ],
])

export function listMethod(list: List, name: string): Method<List> | undefined {
  if (list instanceof JavaSet) return setMethods.get(name)
  if (list instanceof JavaArray) return arrayMethods.get(name)
  return (list instanceof ArrayList ? listMethods : jsonListMethods).get(name)
}

export const listProperty = (list: List, name: string): Value | undefined =>
  name === 'empty' && !(list instanceof JavaArray) ? list.length === 0 : undefined
