import { type Database, type Row, type Statement, sql } from '../../bindings/database.ts'
import { ControlError } from '../../errors/control-error.ts'
import { inTurn } from '../turns.ts'
import { bodyText, integer, text } from './rows.ts'

/** What belongs to the account and to no API. */
export type AccountResourceKind =
  | 'Account'
  | 'ApiKey'
  | 'BasePathMapping'
  | 'ClientCertificate'
  | 'DomainName'
  | 'DomainNameAccessAssociation'
  | 'UsagePlan'
  | 'VpcLink'
  | 'VpcLinkV2'

/** One of them as the database holds it. */
export interface StoredAccountResource<Body> {
  readonly id: string
  /** Counts its writes. */
  readonly version: number
  /** Its place in lists. */
  readonly sequence: number
  readonly body: Body
}

export const selectAccountResource = (kind: AccountResourceKind, id: string): Statement =>
  sql('SELECT * FROM account_resource WHERE kind = ? AND id = ?', kind, id)

/** Which of these ids there are. */
export const selectAccountResourceIds = (kind: AccountResourceKind, ids: readonly string[]): Statement =>
  sql(
    'SELECT id FROM account_resource WHERE kind = ? AND id IN (SELECT value FROM json_each(?))',
    kind,
    JSON.stringify(ids),
  )

/** One page of a kind, oldest first; with `prefix`, of those whose id begins so. */
export const selectAccountResourcePage = (
  kind: AccountResourceKind,
  after: number,
  limit: number,
  prefix = '',
): Statement =>
  sql(
    `SELECT * FROM account_resource WHERE kind = ?1 AND sequence > ?2 AND substr(id, 1, length(?4)) = ?4
     ORDER BY sequence LIMIT ?3`,
    kind,
    after,
    limit,
    prefix,
  )

/** The body is what was put. */
export const accountResourceOf = <Body>(row: Row): StoredAccountResource<Body> => ({
  id: text(row, 'id'),
  version: integer(row, 'version'),
  sequence: integer(row, 'sequence'),
  body: JSON.parse(text(row, 'body')) as Body,
})

/** Adds one; changes nothing when there is one of that id. */
export const insertAccountResource = (kind: AccountResourceKind, id: string, body: unknown): Statement =>
  sql(
    'INSERT INTO account_resource (kind, id, version, body) VALUES (?, ?, 1, ?) ON CONFLICT (kind, id) DO NOTHING',
    kind,
    id,
    bodyText(body),
  )

/** Adds one that belongs to another; changes nothing when there is one of that id, or when its owner is gone. */
export const insertOwnedResource = (
  kind: AccountResourceKind,
  id: string,
  body: unknown,
  owner: { readonly kind: AccountResourceKind; readonly id: string },
): Statement =>
  sql(
    `INSERT INTO account_resource (kind, id, version, body) SELECT ?1, ?2, 1, ?3
     WHERE EXISTS (SELECT 1 FROM account_resource WHERE kind = ?4 AND id = ?5) ON CONFLICT (kind, id) DO NOTHING`,
    kind,
    id,
    bodyText(body),
    owner.kind,
    owner.id,
  )

export const deleteAccountResource = (kind: AccountResourceKind, id: string): Statement =>
  sql('DELETE FROM account_resource WHERE kind = ? AND id = ?', kind, id)

/** Deletes all of a kind whose id begins with `prefix`. */
export const deleteAccountResources = (kind: AccountResourceKind, prefix: string): Statement =>
  sql('DELETE FROM account_resource WHERE kind = ?1 AND substr(id, 1, length(?2)) = ?2', kind, prefix)

/** How often a change that another one overtook is read anew and tried again. */
const RETRIES = 3

/** Where a change gives a resource another id. */
export interface Identity<Body> {
  readonly idOf: (body: Body) => string
  /** What is thrown when another one has that id. */
  readonly taken: () => Error
}

/**
 * Changes one so that no change is lost: `change` decides on what it was and may run again on what it has become. Throws what `missing`
 * makes when there is none, and ControlError ConflictException when others are always first.
 */
export function changeAccountResource<Body>(
  db: Database,
  kind: AccountResourceKind,
  id: string,
  change: (body: Body) => Body,
  missing: () => Error,
  identity?: Identity<Body>,
): Promise<Body> {
  return inTurn(db, `${kind}/${id}`, async () => {
    for (let attempt = 0; attempt <= RETRIES; attempt++) {
      const [row] = await db.all(selectAccountResource(kind, id))
      if (row === undefined) throw missing()
      const { version, body } = accountResourceOf<Body>(row)
      const changed = change(body)
      const newId = identity?.idOf(changed) ?? id
      const [result] = await db.batch([update(kind, id, version, newId, changed)])
      if (result?.changes === 1) return changed
      const isTaken = newId !== id && (await db.all(selectAccountResource(kind, newId))).length > 0
      if (isTaken && identity) throw identity.taken()
    }
    throw new ControlError(
      'ConflictException',
      'Unable to complete operation due to concurrent modification. Please try again later.',
    )
  })
}

/** One statement is guard and change at once: on another version, or where another one has the new id, it changes nothing. */
const update = (kind: AccountResourceKind, id: string, version: number, newId: string, body: unknown): Statement =>
  sql(
    `UPDATE account_resource SET id = ?4, body = ?5, version = version + 1 WHERE kind = ?1 AND id = ?2 AND version = ?3
     AND (?4 = ?2 OR NOT EXISTS (SELECT 1 FROM account_resource WHERE kind = ?1 AND id = ?4))`,
    kind,
    id,
    version,
    newId,
    bodyText(body),
  )
