import type { Method } from '../definition/rest-api.ts'
import type { Inherited } from './inherited-documentation.ts'
import type { JsonObject } from './json-value.ts'
import { pathVariables } from './parameters.ts'
import { consumedTypes, contentOf, modelReference, preferredModel, producedTypes } from './write-models.ts'
import type { Writing } from './writing.ts'

/** What API Gateway calls the place of a parameter → OpenAPI's `in`, and the type of its documentation. */
const LOCATIONS = {
  path: { where: 'path', type: 'PATH_PARAMETER' },
  querystring: { where: 'query', type: 'QUERY_PARAMETER' },
  header: { where: 'header', type: 'REQUEST_HEADER' },
} as const

interface Parameter {
  readonly location: keyof typeof LOCATIONS
  readonly name: string
  readonly required: boolean
}

/** What an operation takes: `parameters`, and `requestBody` or 2.0's body parameter with its content types. */
export function writeParameters(writing: Writing, said: Inherited, path: string, method: Method): JsonObject {
  const target = { path, method: method.httpMethod }
  const parameters = parametersOf(path, method).map(({ location, name, required }) => {
    const { where, type } = LOCATIONS[location]
    return {
      ...{ name, in: where, ...said.of({ type, ...target, name }, ['description']) },
      ...(writing.type === 'swagger' ? { required, type: 'string' } : typed(required)),
    }
  })
  const description = said.of({ type: 'REQUEST_BODY', ...target }, ['description'])
  if (writing.type === 'oas30')
    return { ...listed('parameters', parameters), ...requestBody(writing, method, description) }
  return {
    ...listed('consumes', consumedTypes(writing, method)),
    ...listed('produces', producedTypes(writing, method)),
    ...listed('parameters', [...parameters, ...bodyParameter(writing, method, description)]),
  }
}

const typed = (required: boolean) => ({ ...(required && { required }), schema: { type: 'string' } })
const listed = (name: string, list: readonly (string | JsonObject)[]): JsonObject =>
  list.length > 0 ? { [name]: list } : {}

/** Variables of the path first, declared or not: an import adds them itself, unless another parameter has their name. */
function parametersOf(path: string, { requestParameters = {} }: Method): Parameter[] {
  const declared = Object.entries(requestParameters).flatMap(([key, isRequired]): Parameter[] => {
    const [, location, name] = /^method\.request\.(path|querystring|header)\.(.+)$/s.exec(key) ?? []
    if (location === undefined || name === undefined) return []
    // The pattern names these three.
    return [{ location: location as Parameter['location'], name, required: location === 'path' || isRequired }]
  })
  const variables = pathVariables(path)
  const others = declared.filter(({ location, name }) => location !== 'path' || !variables.includes(name))
  const taken = new Set(others.map(({ name }) => name))
  const ofPath = variables.filter((name) => !taken.has(name))
  return [...ofPath.map((name) => ({ location: 'path' as const, name, required: true })), ...others]
}

function requestBody(writing: Writing, { requestModels }: Method, description: JsonObject): JsonObject {
  const content = contentOf(writing, requestModels)
  return Object.keys(content).length > 0 ? { requestBody: { ...description, content, required: true } } : {}
}

function bodyParameter(writing: Writing, { requestModels }: Method, description: JsonObject): JsonObject[] {
  const name = preferredModel(writing, requestModels)
  return name === undefined
    ? []
    : [{ in: 'body', name, ...description, required: true, schema: modelReference(writing, name) }]
}
