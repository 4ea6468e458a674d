import type { Method } from '../../src/definition/rest-api.ts'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { type ImportOptions, type ImportResult, importOpenApi } from '../../src/openapi/import.ts'

/** Imports with ids `id0`, `id1`, …: the root resource has the first. */
export function importText(text: string, options: Partial<ImportOptions> = {}): ImportResult {
  let next = 0
  const newId = () => `id${next++}`
  return importOpenApi(text, { apiId: 'abcdefghij', createdDate: 1_700_000_000, newId, basepath: 'ignore', ...options })
}

/** A 3.0 document with these members. */
export const document = (members: object) =>
  JSON.stringify({ openapi: '3.0.1', info: { title: 'Pets', version: '1' }, paths: {}, ...members })

export const importDocument = (members: object, options?: Partial<ImportOptions>) =>
  importText(document(members), options)

/** Imports one operation, `GET /pets`. */
export const importOperation = (operation: object, members: object = {}) =>
  importDocument({ paths: { '/pets': { get: operation } }, ...members })

/** The definition of an import that must succeed. */
export function definitionOf(result: ImportResult): RestApiDefinition {
  if (result.definition === undefined) throw new Error(JSON.stringify(result.errors))
  return result.definition
}

export function methodOf(result: ImportResult, path = '/pets', httpMethod = 'GET'): Method {
  const resource = definitionOf(result).resources.find((candidate) => candidate.path === path)
  const method = resource?.resourceMethods?.[httpMethod]
  if (method === undefined) throw new Error(`no ${httpMethod} ${path}`)
  return method
}

export const partsOf = (result: ImportResult, kind: string) =>
  definitionOf(result).parts.filter((part) => part.kind === kind)

export const MOCK = { type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' } }
export const HTTP_PROXY = { type: 'http_proxy', httpMethod: 'GET', uri: 'https://backend.example/pets' }
