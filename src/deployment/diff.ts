import type { PartKind } from '../definition/parts.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { ITEM_KINDS, type Item, type ItemKind, itemsOf } from './comparable.ts'

/** One thing that one definition has and the other has not, or has otherwise. */
export interface DefinitionChange {
  readonly change: 'added' | 'changed' | 'removed'
  readonly kind: ItemKind
  /** `GET /pets`, `Pet`, `binaryMediaTypes`. */
  readonly name: string
  /** Of what has changed: every member that differs. Of a setting: its value. */
  readonly members: readonly MemberChange[]
}

/** Absent `before` or `after`: the member was not there. */
export interface MemberChange {
  /** `integration.uri`, `methodResponses.200`, `requestTemplates["application/json"]`; empty for the whole thing. */
  readonly member: string
  readonly before?: unknown
  readonly after?: unknown
}

/**
 * What differs between two definitions: pure, by kind and name, always in the same order. Ids and the order of members do not count; an
 * empty list or object is as good as none. Parts of the kinds in `unseen` are not compared.
 */
export function diffDefinitions(
  before: RestApiDefinition,
  after: RestApiDefinition,
  unseen: ReadonlySet<PartKind> = new Set(),
): DefinitionChange[] {
  const old = byKey(itemsOf(before, unseen))
  const current = byKey(itemsOf(after, unseen))
  const keys = [...new Set([...old.keys(), ...current.keys()])]
  return keys.flatMap((key) => changeOf(old.get(key), current.get(key)) ?? []).sort(inReadingOrder)
}

const byKey = (items: readonly Item[]) => new Map(items.map((item) => [`${item.kind}\n${item.name}`, item]))

function changeOf(before: Item | undefined, after: Item | undefined): DefinitionChange | undefined {
  const item = after ?? before
  if (item === undefined) return undefined
  const { kind, name } = item
  const members = diffValues(before?.value, after?.value, '')
  if (kind === 'setting')
    return members.length > 0 ? { change: settingChange(members), kind, name, members } : undefined
  if (before === undefined) return { change: 'added', kind, name, members: [] }
  if (after === undefined) return { change: 'removed', kind, name, members: [] }
  return members.length > 0 ? { change: 'changed', kind, name, members } : undefined
}

/** A setting is there as soon as it says something. */
function settingChange([only, ...more]: readonly MemberChange[]): DefinitionChange['change'] {
  if (more.length > 0 || only === undefined || only.member !== '') return 'changed'
  return only.before === undefined ? 'added' : only.after === undefined ? 'removed' : 'changed'
}

function diffValues(before: unknown, after: unknown, member: string): MemberChange[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap((key) => diffValues(own(before, key), own(after, key), memberOf(member, key)))
  }
  const [old, current] = [saying(before, member), saying(after, member)]
  if (canonical(old, member) === canonical(current, member)) return []
  return [{ member, ...(old !== undefined && { before: old }), ...(current !== undefined && { after: current }) }]
}

/** An owner may name a member `constructor`, which every object has by its nature. */
const own = (object: Readonly<Record<string, unknown>>, key: string) =>
  Object.hasOwn(object, key) ? object[key] : undefined

const memberOf = (owner: string, key: string) => {
  if (!/^[\w-]+$/.test(key)) return `${owner}[${JSON.stringify(key)}]`
  return owner === '' ? key : `${owner}.${key}`
}

/** Members that are their owner's own JSON: there an empty object says something. */
const OWN_JSON = /^(?:schema|properties|value)\b/

/** The value, without lists and objects that hold nothing; undefined when nothing is left. */
function saying(value: unknown, member: string): unknown {
  if (OWN_JSON.test(member)) return value
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value)) return value.length > 0 ? value : undefined
  if (!isObject(value)) return value
  const entries = Object.entries(value).flatMap(([key, child]) => {
    const said = saying(child, memberOf(member, key))
    return said === undefined ? [] : [[key, said] as const]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** Lists whose order means nothing to API Gateway. */
const SETS = /(?:^|\.)(?:authorizationScopes|cacheKeyParameters|providerARNs|types|vpcEndpointIds|required|enum)$/

/** The same text for values that mean the same. A setting's own list (`binaryMediaTypes`) is a set. */
function canonical(value: unknown, member: string): string {
  return JSON.stringify(value === undefined ? null : sorted(value, member)) ?? ''
}

function sorted(value: unknown, member: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item, `${member}[]`))
    return member === '' || SETS.test(member) ? items.toSorted(byText) : items
  }
  if (!isObject(value)) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key], memberOf(member, key))]))
}

const byText = (a: unknown, b: unknown) => compare(JSON.stringify(a), JSON.stringify(b))

function inReadingOrder(a: DefinitionChange, b: DefinitionChange): number {
  return ITEM_KINDS.indexOf(a.kind) - ITEM_KINDS.indexOf(b.kind) || compare(sortKey(a), sortKey(b))
}

/** Routes by path, then by method. */
const sortKey = ({ kind, name }: DefinitionChange) => (kind === 'route' ? name.replace(/^(\S+) (.*)$/s, '$2 $1') : name)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
