import type { Statement } from '../../bindings/database.ts'
import type { FunctionDefinition } from '../../definition/function.ts'
import { ControlError } from '../../errors/control-error.ts'
import { functionCodeKey, functionKey } from '../../functions/published-function.ts'
import type { ControlServices } from '../services.ts'
import { pointerChanged, writerOf } from '../settle-pointer.ts'
import {
  deleteAliasRow,
  deleteFunctionRows,
  deleteVersion,
  functionOf,
  insertFunction,
  putAlias,
  putFunction,
  putVersion,
  type StoredFunction,
  selectFunction,
} from '../store/function.ts'
import { writeGuardedBy } from '../store/guard.ts'
import { readTogether } from '../store/rows.ts'
import { deleteUnsettledKey, insertUnsettled } from '../store/unsettled-key.ts'
import { settleFunction } from './function-pointer.ts'
import { functionArn } from './function-reference.ts'
import { resourceConflict } from './lambda-error.ts'
import { own } from './own.ts'

/** What an edit makes of a function. */
export interface Edited<T> {
  readonly definition: FunctionDefinition
  /** When a version was published. */
  readonly published?: number
  readonly result: T
}

/** An existing function, and the number of the version that was published last. */
export interface FoundFunction {
  readonly definition: FunctionDefinition
  readonly published: number
}

/** A function with all that belongs to it; undefined when there is none. */
export async function readFunction(services: ControlServices, name: string): Promise<FunctionDefinition | undefined> {
  return functionOf(await readTogether(services.db, selectFunction(name)))?.definition
}

/**
 * Edits a function so that no edit is lost, then publishes it: `decide` may run again on what it has become. Throws what `missing` makes
 * when there is none. An edit that hands back the very same definition writes nothing.
 */
export async function editFunction<T>(
  services: ControlServices,
  name: string,
  missing: () => Error,
  decide: (found: FoundFunction) => Edited<T> | Promise<Edited<T>>,
): Promise<T> {
  const result = await writeGuardedBy(services.db, { table: 'function', id: name }, async () => {
    const stored = functionOf(await readTogether(services.db, selectFunction(name)))
    const before = stored?.definition
    if (stored === undefined || before === undefined) throw missing()
    const edited = await decide({ definition: before, published: stored.published })
    const statements = edited.definition === before ? [] : changes(services, stored, before, edited)
    return { version: stored.version, statements, result: edited.result }
  }).catch(asUpdateInProgress(services, name))
  await settleFunction(services, name)
  return result
}

/**
 * Creates a function and publishes it. `make` is told the number of the version that one of its name had last. Throws what `taken`
 * makes when there is one of that name.
 */
export async function addFunction<T>(
  services: ControlServices,
  name: string,
  make: (published: number) => Edited<T>,
  taken: () => Error,
): Promise<T> {
  const stored = functionOf(await readTogether(services.db, selectFunction(name)))
  if (stored?.definition !== undefined) throw taken()
  const result =
    stored === undefined ? await insertNew(services, make(0), taken) : await revive(services, name, make, taken)
  await settleFunction(services, name)
  return result
}

async function insertNew<T>(services: ControlServices, edited: Edited<T>, taken: () => Error): Promise<T> {
  const { definition, published = 0, result } = edited
  const row = insertFunction(definition.name, published, definition.settings)
  try {
    await services.db.batch([row, ...additions(services, definition, 1)])
    return result
  } catch (error) {
    // Another one was first: which constraint failed is only in the message's words.
    if ((await readFunction(services, definition.name)) !== undefined) throw taken()
    throw error
  }
}

/** Its numbers go on where those of the one that was deleted ended. */
const revive = <T>(
  services: ControlServices,
  name: string,
  make: (published: number) => Edited<T>,
  taken: () => Error,
): Promise<T> =>
  writeGuardedBy(services.db, { table: 'function', id: name }, async () => {
    const stored = functionOf(await readTogether(services.db, selectFunction(name)))
    if (stored === undefined || stored.definition !== undefined) throw taken()
    const { version } = stored
    const { definition, published = stored.published, result } = make(stored.published)
    const row = putFunction(name, version, published, definition.settings)
    return { version, statements: [row, ...additions(services, definition, version + 1)], result }
  }).catch(asUpdateInProgress(services, name))

const additions = (services: ControlServices, { name, versions, aliases }: FunctionDefinition, version: number) => [
  ...Object.entries(versions).map(([qualifier, body]) => putVersion(name, qualifier, body)),
  ...Object.entries(aliases).map(([alias, body]) => putAlias(name, alias, body)),
  ...codesOf(versions).map((hash) => deleteUnsettledKey(functionCodeKey(hash))),
  pointerChanged(services, functionKey(name), version),
]

/** Deletes a function with all that belongs to it and stops serving it; its code follows later. */
export async function removeFunction(services: ControlServices, name: string, missing: () => Error): Promise<void> {
  await writeGuardedBy(services.db, { table: 'function', id: name }, async () => {
    const stored = functionOf(await readTogether(services.db, selectFunction(name)))
    if (stored?.definition === undefined) throw missing()
    const statements = [
      ...deleteFunctionRows(name),
      ...codesOf(stored.definition.versions).map((hash) => codeLeft(services, hash, stored.version + 1)),
      pointerChanged(services, functionKey(name), stored.version + 1),
    ]
    return { version: stored.version, statements, result: undefined }
  }).catch(asUpdateInProgress(services, name))
  await settleFunction(services, name)
}

/** The rows that differ, by identity: an edit keeps what it does not change. */
function changes(
  services: ControlServices,
  stored: StoredFunction,
  before: FunctionDefinition,
  { definition: after, published = stored.published }: Edited<unknown>,
): Statement[] {
  const { name } = after
  const version = stored.version + 1
  const codes = { before: codesOf(before.versions), after: codesOf(after.versions) }
  return [
    putFunction(name, version, published, after.settings),
    ...changedKeys(before.versions, after.versions).map((qualifier) => {
      const body = own(after.versions, qualifier)
      return body === undefined ? deleteVersion(name, qualifier) : putVersion(name, qualifier, body)
    }),
    ...changedKeys(before.aliases, after.aliases).map((alias) => {
      const body = own(after.aliases, alias)
      return body === undefined ? deleteAliasRow(name, alias) : putAlias(name, alias, body)
    }),
    ...codes.before.filter((hash) => !codes.after.includes(hash)).map((hash) => codeLeft(services, hash, version)),
    ...codes.after
      .filter((hash) => !codes.before.includes(hash))
      .map((hash) => deleteUnsettledKey(functionCodeKey(hash))),
    pointerChanged(services, functionKey(name), version),
  ]
}

function changedKeys<V>(before: Readonly<Record<string, V>>, after: Readonly<Record<string, V>>): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter((key) => own(before, key) !== own(after, key))
}

const codesOf = (versions: FunctionDefinition['versions']): string[] => [
  ...new Set(Object.values(versions).map(({ codeHash }) => codeHash)),
]

/** Code that nothing names any more stays for a while, since the edge may still read an older pointer. */
const codeLeft = (services: ControlServices, hash: string, version: number) =>
  insertUnsettled({ key: functionCodeKey(hash), version, writer: writerOf(services), since: services.now() })

/** AWS's words for a write that others were always ahead of: its clients try again. */
const asUpdateInProgress =
  (services: ControlServices, name: string) =>
  (error: unknown): never => {
    if (!(error instanceof ControlError) || error.type !== 'ConflictException') throw error
    throw resourceConflict(
      'The operation cannot be performed at this time. ' +
        `An update is in progress for resource: ${functionArn(services, name)}`,
    )
  }
