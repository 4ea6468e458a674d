/** java.util.Map. */
import type { Value, ValueMap } from '../../values.ts'
import { javaEquals, keyIn } from '../equality.ts'
import type { Run } from '../run.ts'
import { JavaSet, MapEntry } from './collections.ts'
import { hashOf } from './hash-code.ts'
import { type Method, type Methods, methods } from './method.ts'

const withArguments =
  (count: number, give: (r: Run, map: ValueMap, args: readonly Value[]) => Value): Method<ValueMap> =>
  (r, map, args) =>
    args.length === count ? give(r, map, args) : undefined

type GiveOfKey = (r: Run, map: ValueMap, key: Value, value: Value) => Value

/** A method whose first argument is a key. */
const ofKey = (count: number, give: GiveOfKey): Method<ValueMap> =>
  withArguments(count, (r, map, [key = null, value = null]) => give(r, map, keyIn(r, map, key), value))

export function put(r: Run, map: ValueMap, given: Value, value: Value): Value {
  r.spend(2)
  const key = keyIn(r, map, given)
  const before = map.get(key) ?? null
  map.set(key, value)
  return before
}

function remove(map: ValueMap, key: Value): Value {
  const before = map.get(key) ?? null
  map.delete(key)
  return before
}

export const mapMethods: Methods<ValueMap> = methods<ValueMap>({
  get: ofKey(1, (_, map, key) => map.get(key) ?? null),
  put: withArguments(2, (r, map, [key = null, value = null]) => put(r, map, key, value)),
  putAll: (r, map, [other, more]) => {
    if (!(other instanceof Map) || more !== undefined) return undefined
    for (const [key, value] of other) put(r, map, key, value)
    return ''
  },
  putIfAbsent: ofKey(2, (r, map, key, value) => {
    const before = map.get(key) ?? null
    return before === null ? put(r, map, key, value) : before
  }),
  replace: ofKey(2, (r, map, key, value) => (map.has(key) ? put(r, map, key, value) : null)),
  remove: ofKey(1, (_, map, key) => remove(map, key)),
  containsKey: ofKey(1, (_, map, key) => map.has(key)),
  containsValue: withArguments(1, (r, map, [value = null]) => {
    for (const item of map.values()) {
      r.spend(1)
      if (javaEquals(r, item, value)) return true
    }
    return false
  }),
  getOrDefault: ofKey(2, (_, map, key, otherwise) => (map.has(key) ? (map.get(key) ?? null) : otherwise)),
  size: withArguments(0, (_, map) => map.size),
  isEmpty: withArguments(0, (_, map) => map.size === 0),
  keySet: withArguments(0, (r, map) => view(r, map, 'keys', map.keys())),
  values: withArguments(0, (r, map) => view(r, map, 'values', map.values())),
  entrySet: withArguments(0, (r, map) =>
    view(
      r,
      map,
      'entries',
      [...map.keys()].map((key) => new MapEntry(r, map, key)),
    ),
  ),
  clear: withArguments(0, (_, map) => {
    map.clear()
    return ''
  }),
  toString: withArguments(0, (r, map) => r.print(map)),
  hashCode: withArguments(0, (r, map) => hashOf(r, map)),
  equals: withArguments(1, (r, map, [other = null]) => javaEquals(r, map, other)),
})

function view(r: Run, map: ValueMap, of: JavaSet['of'], items: Iterable<Value>): JavaSet {
  r.spend((of === 'entries' ? 4 : 2) * map.size)
  return JavaSet.viewOf(map, of, items)
}
