import type { PatchRule } from './patch-table.ts'

/** Members of `T` that are maps of `V`. */
type MapNames<T, V> = {
  [Name in keyof T]-?: NonNullable<T[Name]> extends Readonly<Record<string, V>> ? Name : never
}[keyof T] &
  string

/**
 * The rule of a map's entries (`/requestModels/*`): `add` sets one; `replace` and `remove` want it there and throw what `missing`
 * makes, as AWS does (cpl-0051, cpl-0075). A map that is left empty is dropped (cpl-0027).
 */
export function mapRule<T, V>(name: MapNames<T, V>, read: (value: string) => V, missing: () => Error): PatchRule<T> {
  // `name` is one whose member is such a map.
  const mapOf = (target: T) => (target[name] ?? {}) as Readonly<Record<string, V>>
  const set = (target: T, value: string, [key = '']: readonly string[]): T => ({
    ...target,
    [name]: { ...mapOf(target), [key]: read(value) },
  })
  const present = (target: T, [key = '']: readonly string[]): void => {
    if (!Object.hasOwn(mapOf(target), key)) throw missing()
  }
  return {
    path: `/${name}/*`,
    add: set,
    replace: (target, value, keys) => {
      present(target, keys)
      return set(target, value, keys)
    },
    remove: (target, _, keys) => {
      present(target, keys)
      const { [keys[0] ?? '']: __, ...others } = mapOf(target)
      return { ...target, [name]: Object.keys(others).length === 0 ? undefined : others }
    },
  }
}
