import type { DefinitionChange, MemberChange } from '../deployment/diff.ts'
import { textTable } from './text-table.ts'

/** A change as a command prints it; the CLI adds what is no part of a definition: a new stage. */
export interface ReportedChange extends Omit<DefinitionChange, 'kind'> {
  readonly kind: DefinitionChange['kind'] | 'stage'
}

/** A line of its own for everything but documentation, of which each description in a document is a part. */
type Shown = Omit<ReportedChange, 'kind'> & { readonly kind: ReportedChange['kind'] | 'documentation' }

function shown(changes: readonly ReportedChange[]): Shown[] {
  const parts = changes.filter(({ kind }) => kind === 'documentation part')
  const others = changes.filter(({ kind }) => kind !== 'documentation part')
  return parts.length === 0 ? others : [...others, summaryOf(parts)]
}

function summaryOf(parts: readonly ReportedChange[]): Shown {
  const counts = (['added', 'changed', 'removed'] as const).map(
    (change) => [change, parts.filter((part) => part.change === change).length] as const,
  )
  const some = counts.filter(([, count]) => count > 0)
  const [[only] = ['changed' as const], ...more] = some
  const name = some.map(([change, count]) => `${count} ${change}`).join(', ')
  return { change: more.length === 0 ? only : 'changed', kind: 'documentation', name, members: [] }
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const
/** A value is shown up to so many characters. */
const LONGEST_VALUE_CHARS = 72
/** So much of what two long values have in common stands before the first difference. */
const CONTEXT_CHARS = 16

/** `~  route  GET /pets`, and below it each member that differs: `integration.uri: "a" → "b"`. */
export function changeLines(changes: readonly ReportedChange[]): string[] {
  const list = shown(changes)
  const rows = textTable(
    list.map(({ change, kind, name }) => [SIGNS[change], kind, name]),
    '  ',
  )
  return list.flatMap(({ members }, position) => [
    rows[position] ?? '',
    ...textTable(
      members.map((member) => [memberText(member)]),
      '       ',
    ),
  ])
}

function memberText({ member, before, after }: MemberChange): string {
  const [old, current] = shortened(asText(before), asText(after))
  // A setting that is new stands behind its sign already.
  if (member === '' && before === undefined) return current
  const change = `${before === undefined ? '(none)' : old} → ${after === undefined ? '(none)' : current}`
  return member === '' ? change : `${member}: ${change}`
}

const asText = (value: unknown) => (value === undefined ? '' : JSON.stringify(value))

/** Both cut to where they begin to differ. */
function shortened(old: string, current: string): [string, string] {
  if (Math.max(old.length, current.length) <= LONGEST_VALUE_CHARS) return [old, current]
  const length = Math.min(old.length, current.length)
  let common = 0
  while (common < length && old[common] === current[common]) common++
  const start = Math.max(0, common - CONTEXT_CHARS)
  return [cut(old, start), cut(current, start)]
}

function cut(text: string, start: number): string {
  const part = text.slice(start, start + LONGEST_VALUE_CHARS)
  return `${start > 0 ? '…' : ''}${part}${start + part.length < text.length ? '…' : ''}`
}

/** `3 changes`: as many as `changeLines` has lines for. */
export function changeCount(changes: readonly ReportedChange[]): string {
  const { length } = shown(changes)
  return length === 0 ? 'no changes' : `${length} change${length === 1 ? '' : 's'}`
}

/** The line that says what a comparison could not see; none when it saw all. */
export const notComparedLines = (kinds: readonly string[]): string[] =>
  kinds.length === 0 ? [] : ['', `Not compared, since the gateway does not show them: ${kinds.map(plural).join(', ')}.`]

const plural = (kind: string) => `${kind}s`
