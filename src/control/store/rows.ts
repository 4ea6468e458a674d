import { type Database, type Row, type Statement, sql } from '../../bindings/database.ts'
import { ControlError } from '../../errors/control-error.ts'

/** D1 takes 2 MB per bound value; half of it leaves room for what JSON adds. */
const CHUNK_BYTES = 1_000_000
/** D1's limit of a row, less the columns beside the body. */
const ROW_BYTES = 1_900_000

/**
 * Inserts any number of rows in few statements. `text` reads each row as `value` of `json_each(?2)` and the API as `?1`.
 * Throws ControlError when one row is larger than the database holds.
 */
export function insertMany(text: string, apiId: string, rows: readonly unknown[]): Statement[] {
  return chunks(rows.map((row) => JSON.stringify(row))).map((chunk) => sql(text, apiId, `[${chunk.join(',')}]`))
}

function chunks(texts: readonly string[]): string[][] {
  const encoder = new TextEncoder()
  const all: string[][] = []
  let room = 0
  for (const text of texts) {
    const bytes = encoder.encode(text).length + 1
    checkRowBytes(bytes)
    if (bytes > room || all.length === 0) {
      all.push([])
      room = CHUNK_BYTES
    }
    all.at(-1)?.push(text)
    room -= bytes
  }
  return all
}

/** Throws ControlError for a row that the database would refuse. */
export function checkRowBytes(bytes: number): void {
  if (bytes <= ROW_BYTES) return
  throw new ControlError(
    'RequestTooLargeException',
    `One part of this API (a method with its integration, a model …) has ${bytes} bytes; ${ROW_BYTES} are the most one may have.`,
  )
}

/** JSON text for one row. Throws ControlError when it is larger than a row may be. */
export function bodyText(body: unknown): string {
  const text = JSON.stringify(body)
  checkRowBytes(new TextEncoder().encode(text).length)
  return text
}

/** The rows of each statement, all read at one moment. */
export async function readTogether(db: Database, statements: readonly Statement[]): Promise<Row[][]> {
  return (await db.batch(statements)).map((result) => result.rows)
}

/** A column of text. The schema says it is there: anything else is a mistake of ours. */
export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new Error(`Column ${column} holds no text`)
  return value
}

/** A column of whole numbers. */
export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new Error(`Column ${column} holds no number`)
  return value
}

export const optionalText = (row: Row, column: string) =>
  row[column] === null || row[column] === undefined ? undefined : text(row, column)
