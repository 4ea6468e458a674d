/** One SQL statement with its bound values. */
export interface Statement {
  readonly sql: string
  readonly values: readonly (string | number | null)[]
}

export type Row = Readonly<Record<string, unknown>>

/** The database of definitions: Cloudflare D1, seen as SQL in and rows out. */
export interface Database {
  /** The rows of one statement. Both throw DatabaseError. */
  all(statement: Statement): Promise<Row[]>
  /** All statements in one transaction: all of them take effect or none does. Rows and changed-row counts by position. */
  batch(statements: readonly Statement[]): Promise<{ rows: Row[]; changes: number }[]>
}

/** The database refused a statement or could not be reached: a constraint, a full disk, an outage. Nothing of its batch took effect. */
export class DatabaseError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'DatabaseError'
  }
}

const failed = (cause: unknown): never => {
  throw new DatabaseError(cause)
}

/** `sql('SELECT … WHERE id = ?', id)`. */
export const sql = (text: string, ...values: (string | number | null)[]): Statement => ({ sql: text, values })

/** D1 as a Database. Reads go to the primary, so that a writer sees its own writes. */
export function d1Database(d1: D1Database): Database {
  const prepare = (statement: Statement) => d1.prepare(statement.sql).bind(...statement.values)
  return {
    async all(statement) {
      return (await prepare(statement).all<Row>().catch(failed)).results
    },
    async batch(statements) {
      const results = await d1.batch<Row>(statements.map(prepare)).catch(failed)
      return results.map((result) => ({ rows: result.results, changes: result.meta.changes }))
    },
  }
}
