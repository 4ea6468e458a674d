import type { Templates } from '../definition/rest-api.ts'
import { keptTemplate } from '../mapping/templates.ts'
import { checkTemplate } from './input.ts'
import { type PatchAction, type PatchRule, withoutKey } from './patch-table.ts'
import { notFound } from './validation-error.ts'

type Holding<K extends string, Map> = { readonly [Name in K]?: Map }

/** `/requestParameters/*` of integrations, `/responseParameters/*` of their responses; refused as on methods (cpl-0075). */
export function parameterRule<K extends string, T extends Holding<K, Readonly<Record<string, string>>>>(
  name: K,
): PatchRule<T> & { readonly remove: PatchAction<T> } {
  const set: PatchAction<T> = (target, value, [key = '']) => ({ ...target, [name]: { ...target[name], [key]: value } })
  const remove: PatchAction<T> = (target, _, [key = '']) => {
    if (!Object.hasOwn(target[name] ?? {}, key)) throw notFound('Invalid parameter name specified')
    return { ...target, [name]: withoutKey(target[name], key) }
  }
  return { path: `/${name}/*`, add: set, replace: set, remove }
}

/** `/requestTemplates/*`, `/responseTemplates/*`. Without a value the template passes the body on. */
export function templateRule<K extends string, T extends Holding<K, Templates>>(name: K): PatchRule<T> {
  const set: PatchAction<T> = (target, value, [type = '']) => ({
    ...target,
    [name]: { ...target[name], [type]: keptTemplate(checkTemplate(name, value)) },
  })
  const remove: PatchAction<T> = (target, _, [type = '']) => {
    if (!Object.hasOwn(target[name] ?? {}, type)) throw notFound('Content-Type specified was not found')
    return { ...target, [name]: withoutKey(target[name], type) }
  }
  return { path: `/${name}/*`, add: set, replace: set, remove }
}
