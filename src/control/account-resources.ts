import type { Tags } from '../definition/account.ts'
import { type Answer, type Call, ok } from './operation.ts'
import { page, readPaging } from './paging.ts'
import type { ControlServices } from './services.ts'
import {
  type AccountResourceKind,
  accountResourceOf,
  insertAccountResource,
  selectAccountResource,
  selectAccountResourcePage,
} from './store/account-resource.ts'

/** One resource of the account. Throws what `missing` makes when there is none. */
export async function findAccountResource<Body>(
  services: ControlServices,
  kind: AccountResourceKind,
  id: string,
  missing: () => Error,
): Promise<Body> {
  const [row] = await services.db.all(selectAccountResource(kind, id))
  if (row === undefined) throw missing()
  return accountResourceOf<Body>(row).body
}

/** One page of a kind, oldest first; with `prefix`, of those whose id begins so. */
export async function listAccountResources<Body>(
  call: Call,
  services: ControlServices,
  kind: AccountResourceKind,
  show: (body: Body) => unknown,
  prefix = '',
): Promise<Answer> {
  const paging = readPaging(call.query, 0)
  const rows = await services.db.all(selectAccountResourcePage(kind, paging.after, paging.limit + 1, prefix))
  return ok(
    page(
      rows.map((row) => accountResourceOf<Body>(row)),
      paging,
      (row) => row.sequence,
      (row) => show(row.body),
    ),
  )
}

/** Adds one under an id of its own; `make` may run again, with another id, where the first is taken. */
export async function addAccountResource<Body>(
  services: ControlServices,
  kind: AccountResourceKind,
  idLength: number,
  make: (id: string) => Body | Promise<Body>,
): Promise<Body> {
  for (;;) {
    const id = services.newId(idLength)
    const body = await make(id)
    const [result] = await services.db.batch([insertAccountResource(kind, id, body)])
    if (result?.changes === 1) return body
  }
}

/** AWS shows tags, if only `{}`, where one resource is read or updated; lists and answers of a creation show those there are (cpl-0052). */
export const withTags = <R extends { readonly tags?: Tags }>(resource: R) => ({
  ...resource,
  tags: resource.tags ?? {},
})
