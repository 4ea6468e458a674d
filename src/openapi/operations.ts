import { INTEGRATION } from './extensions/integration.ts'
import { HTTP_METHODS } from './http-methods.ts'
import { at, isObject, type JsonObject, member } from './json-value.ts'
import { Refs } from './ref.ts'
import { Report } from './report.ts'

/** An operation of a document, where it is written. */
export interface LocatedOperation {
  /** The path as the resource has it: without a closing slash. */
  readonly path: string
  readonly httpMethod: string
  readonly place: string
  readonly integration?: { readonly value: JsonObject; readonly place: string }
}

/** Every operation that an import reads, in the document's order. */
export function operationsOf(root: JsonObject): LocatedOperation[] {
  const refs = new Refs(root, new Report())
  const paths = member(root, 'paths')
  return Object.entries(isObject(paths) ? paths : {}).flatMap(([path, item]) => {
    const found = refs.object(item, at('/paths', path))
    if (found === undefined) return []
    return [...Object.keys(HTTP_METHODS)].flatMap((name) => {
      const operation = member(found.value, name)
      return isObject(operation) ? [located(path, name, operation, at(found.place, name))] : []
    })
  })
}

function located(path: string, name: string, operation: JsonObject, place: string): LocatedOperation {
  const integration = member(operation, INTEGRATION)
  return {
    path: path === '/' ? path : path.replace(/\/$/, ''),
    httpMethod: HTTP_METHODS[name] ?? name,
    place,
    ...(isObject(integration) && { integration: { value: integration, place: at(place, INTEGRATION) } }),
  }
}
