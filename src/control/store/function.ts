import { type Row, type Statement, sql } from '../../bindings/database.ts'
import {
  type FunctionAlias,
  type FunctionDefinition,
  type FunctionSettings,
  type FunctionVersion,
  LATEST,
} from '../../definition/function.ts'
import { bodyText, integer, optionalText, text } from './rows.ts'

/** A function as the database holds it. */
export interface StoredFunction {
  /** Counts the writes to anything of this function, also to those of its name that were deleted. */
  readonly version: number
  /** The number of the version that was published last. */
  readonly published: number
  /** Undefined when it was deleted. */
  readonly definition?: FunctionDefinition
}

/** Its rows, to be read at one moment and handed to `functionOf`. */
export const selectFunction = (name: string): Statement[] => [
  sql('SELECT * FROM function WHERE name = ?', name),
  sql('SELECT * FROM function_version WHERE function_name = ? ORDER BY number', name),
  sql('SELECT * FROM function_alias WHERE function_name = ? ORDER BY name', name),
]

/** Undefined where there has never been one of this name. */
export function functionOf([functions, versions = [], aliases = []]: readonly Row[][]): StoredFunction | undefined {
  const row = functions?.[0]
  if (row === undefined) return undefined
  const stored = { version: integer(row, 'version'), published: integer(row, 'published') }
  const body = optionalText(row, 'body')
  if (body === undefined) return stored
  const definition = {
    name: text(row, 'name'),
    // Bodies are what `putFunction`, `putVersion` and `putAlias` wrote.
    settings: JSON.parse(body) as FunctionSettings,
    versions: Object.fromEntries(versions.map((version) => [qualifierOf(version), versionOf(version)])),
    aliases: Object.fromEntries(
      aliases.map((alias) => [text(alias, 'name'), JSON.parse(text(alias, 'body')) as FunctionAlias]),
    ),
  }
  return { ...stored, definition }
}

/** `$LATEST`, `7`. */
export const qualifierOf = (row: Row): string => (integer(row, 'number') === 0 ? LATEST : String(row.number))
const numberOf = (qualifier: string): number => (qualifier === LATEST ? 0 : Number(qualifier))

/** A row of `function_version`. */
export const versionOf = (row: Row): FunctionVersion => ({
  ...(JSON.parse(text(row, 'body')) as Omit<FunctionVersion, 'codeHash'>),
  codeHash: text(row, 'code_hash'),
})

/** One page of versions, by name and number: each function's `$LATEST` alone, or all. */
export const selectVersionPage = (after: readonly [name: string, number: number], limit: number, all: boolean) =>
  sql(
    `SELECT * FROM function_version WHERE (function_name, number) > (?1, ?2) AND (number = 0 OR ?3)
     ORDER BY function_name, number LIMIT ?4`,
    ...after,
    all ? 1 : 0,
    limit,
  )

/** Creates or changes; a function of that name that was deleted is there again. */
export const putFunction = (name: string, version: number, published: number, settings: FunctionSettings): Statement =>
  sql(
    `INSERT INTO function (name, version, published, body) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (name) DO UPDATE SET published = ?3, body = ?4`,
    name,
    version,
    published,
    bodyText(settings),
  )

/** Adds one; fails, and its batch with it, where there has been one of that name. */
export const insertFunction = (name: string, published: number, settings: FunctionSettings): Statement =>
  sql('INSERT INTO function (name, version, published, body) VALUES (?, 1, ?, ?)', name, published, bodyText(settings))

/** What is left of a deleted function. */
export const deleteFunctionRows = (name: string): Statement[] => [
  sql('UPDATE function SET body = NULL WHERE name = ?', name),
  sql('DELETE FROM function_version WHERE function_name = ?', name),
  sql('DELETE FROM function_alias WHERE function_name = ?', name),
]

export function putVersion(name: string, qualifier: string, { codeHash, ...body }: FunctionVersion): Statement {
  return sql(
    `INSERT INTO function_version (function_name, number, code_hash, body) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (function_name, number) DO UPDATE SET code_hash = ?3, body = ?4`,
    name,
    numberOf(qualifier),
    codeHash,
    bodyText(body),
  )
}

export const deleteVersion = (name: string, qualifier: string): Statement =>
  sql('DELETE FROM function_version WHERE function_name = ? AND number = ?', name, numberOf(qualifier))

export const putAlias = (name: string, alias: string, body: FunctionAlias): Statement =>
  sql(
    `INSERT INTO function_alias (function_name, name, body) VALUES (?1, ?2, ?3)
     ON CONFLICT (function_name, name) DO UPDATE SET body = ?3`,
    name,
    alias,
    bodyText(body),
  )

export const deleteAliasRow = (name: string, alias: string): Statement =>
  sql('DELETE FROM function_alias WHERE function_name = ? AND name = ?', name, alias)

/** Whether any version has this code. */
export const selectCodeUse = (codeHash: string): Statement =>
  sql('SELECT 1 FROM function_version WHERE code_hash = ? LIMIT 1', codeHash)
