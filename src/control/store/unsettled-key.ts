import { type Row, type Statement, sql } from '../../bindings/database.ts'
import { integer, text } from './rows.ts'

/** A KV key that may disagree with the database: see the table `unsettled_key`. */
export interface UnsettledKey {
  readonly key: string
  readonly version: number
  readonly writer: string
  /** Milliseconds since 1970. */
  readonly since: number
}

export const insertUnsettled = (unsettled: UnsettledKey): Statement =>
  sql(
    'INSERT OR REPLACE INTO unsettled_key (key, version, writer, since) VALUES (?, ?, ?, ?)',
    unsettled.key,
    unsettled.version,
    unsettled.writer,
    unsettled.since,
  )

/** All pointers and snapshots of an API that is about to be deleted. */
export const insertUnsettledOfApi = (apiId: string, writer: string, since: number): Statement =>
  sql(
    `INSERT OR REPLACE INTO unsettled_key (key, version, writer, since)
     SELECT kv.key, rest_api.version + 1, ?2, ?3 FROM rest_api JOIN (
       SELECT 'stage/' || api_id || '/' || name AS key FROM stage WHERE api_id = ?1 UNION ALL
       SELECT 'deployment/' || api_id || '/' || id || '/' || hash FROM deployment WHERE api_id = ?1
     ) kv WHERE rest_api.id = ?1`,
    apiId,
    writer,
    since,
  )

/** What this writer wrote up to `version`, and what any writer left before `abandonedBefore`. */
export const deleteUnsettled = (key: string, writer: string, version: number, abandonedBefore: number): Statement =>
  sql(
    'DELETE FROM unsettled_key WHERE key = ?1 AND ((writer = ?2 AND version <= ?3) OR since < ?4)',
    key,
    writer,
    version,
    abandonedBefore,
  )

export const deleteUnsettledKey = (key: string): Statement => sql('DELETE FROM unsettled_key WHERE key = ?', key)

export const selectUnsettled = (key: string): Statement => sql('SELECT * FROM unsettled_key WHERE key = ?', key)

/** Keys of pointers left before `pointersBefore`, of snapshots and code left before `snapshotsBefore`; milliseconds since 1970. */
export const selectUnsettledKeys = (pointersBefore: number, snapshotsBefore: number, limit: number): Statement =>
  sql(
    `SELECT DISTINCT key FROM unsettled_key
     WHERE since < CASE WHEN key LIKE 'stage/%' OR key LIKE 'function/%' THEN ? ELSE ? END LIMIT ?`,
    pointersBefore,
    snapshotsBefore,
    limit,
  )

export const unsettledOf = (row: Row): UnsettledKey => ({
  key: text(row, 'key'),
  version: integer(row, 'version'),
  writer: text(row, 'writer'),
  since: integer(row, 'since'),
})
