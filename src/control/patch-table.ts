import { isTrue, type PatchOperation } from './patch.ts'
import { badRequest } from './validation-error.ts'

/** What an operation does to its target. `keys` are the segments that the rule's `*` stand for, `~1` and `~0` decoded. */
export type PatchAction<T> = (target: T, value: string, keys: readonly string[]) => T

/** A legal path of an Update call: `/description`, `/requestParameters/*`. */
export interface PatchRule<T> {
  readonly path: string
  readonly add?: PatchAction<T>
  readonly remove?: PatchAction<T>
  readonly replace?: PatchAction<T>
}

/**
 * The legal operations of an Update call. AWS refuses what is not among them in three ways (cpl-0028, cpl-0051, cpl-0031): by
 * path or operation (`plain`), by the path whatever the operation (`path`), by the list of paths that the operation may have (`listing`).
 */
export interface PatchTable<T> {
  readonly refusal: 'plain' | 'path' | 'listing'
  readonly rules: readonly PatchRule<T>[]
}

/** Applies the operations in their order. Throws ControlError BadRequestException for the first that is not legal. */
export function applyPatch<T>(target: T, operations: readonly PatchOperation[], table: PatchTable<T>): T {
  return operations.reduce((patched, operation) => applyOperation(patched, operation, table), target)
}

function applyOperation<T>(target: T, { op, path, value }: PatchOperation, table: PatchTable<T>): T {
  const action = op === 'add' || op === 'remove' || op === 'replace' ? op : undefined
  for (const rule of table.rules) {
    const keys = keysOf(path, rule.path)
    const apply = keys && action && rule[action]
    if (keys && apply) return apply(target, value, keys)
  }
  throw refusal(op, path, table)
}

/** What the `*` of `rulePath` stand for in `path`; undefined when it is another path. */
function keysOf(path: string, rulePath: string): string[] | undefined {
  const wanted = rulePath.split('/')
  const segments = path.split('/')
  if (segments.length !== wanted.length) return undefined
  if (!wanted.every((part, i) => (part === '*' ? segments[i] !== '' : part === segments[i]))) return undefined
  return segments.filter((_, i) => wanted[i] === '*').map(decodeSegment)
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export const decodeSegment = (segment: string) => segment.replaceAll('~1', '/').replaceAll('~0', '~')

function refusal<T>(op: PatchOperation['op'], path: string, { refusal: style, rules }: PatchTable<T>) {
  const action = op === 'add' || op === 'remove' || op === 'replace' ? op : undefined
  if (style === 'path') return badRequest(`Invalid patch path ${path}`)
  if (style === 'plain') {
    const known = rules.filter((rule) => keysOf(path, rule.path) !== undefined)
    const legal = (['add', 'remove', 'replace'] as const).filter((name) => known.some((rule) => rule[name]))
    return badRequest(
      legal.length === 0
        ? `Invalid patch path ${path}`
        : `Invalid patch operation specified. Must be one of: [${legal.join(', ')}]`,
    )
  }
  const legal = rules.filter((rule) => action && rule[action]).map((rule) => rule.path)
  const advice = legal.length === 0 ? 'Please choose supported operations' : `Must be one of: [${legal.join(', ')}]`
  // AWS's message has two blanks there.
  return badRequest(`Invalid patch path  '${path}' specified for op '${op}'. ${advice}`)
}

/** Sets a member of text. */
export const setText =
  <K extends string>(name: K) =>
  <T extends { readonly [Name in K]?: string }>(target: T, value: string): T => ({ ...target, [name]: value })

/** Sets a boolean member; anything but `true` is false, as on AWS. */
export const setBoolean =
  <K extends string>(name: K) =>
  <T extends { readonly [Name in K]?: boolean }>(target: T, value: string): T => ({ ...target, [name]: isTrue(value) })

/** A map without one of its keys. */
export function withoutKey<V>(map: Readonly<Record<string, V>> | undefined, key: string): Record<string, V> {
  const { [key]: _, ...others } = map ?? {}
  return others
}
