import type { Method, MethodResponse } from '../definition/rest-api.ts'
import type { Inherited } from './inherited-documentation.ts'
import type { JsonObject } from './json-value.ts'
import { contentOf, modelReference, preferredModel } from './write-models.ts'
import type { Writing } from './writing.ts'

const HEADER = 'method.response.header.'

/** `responses` of an operation, by status. */
export function writeResponses(
  writing: Writing,
  said: Inherited,
  path: string,
  { httpMethod, methodResponses }: Method,
): JsonObject {
  const written = Object.values(methodResponses ?? {}).map((response) => {
    const target = { path, method: httpMethod, statusCode: response.statusCode }
    return [
      response.statusCode,
      {
        description: `${response.statusCode} response`,
        ...said.of({ type: 'RESPONSE', ...target }, ['description']),
        ...(writing.type === 'swagger' && schemaOf(writing, response)),
        ...headersOf(writing, said, target, response),
        ...(writing.type === 'oas30' && { content: contentOf(writing, response.responseModels) }),
      },
    ] as const
  })
  return Object.fromEntries(written)
}

function schemaOf(writing: Writing, { responseModels }: MethodResponse): JsonObject {
  const model = preferredModel(writing, responseModels)
  return model === undefined ? {} : { schema: modelReference(writing, model) }
}

function headersOf(
  writing: Writing,
  said: Inherited,
  target: { readonly path: string; readonly method: string; readonly statusCode: string },
  { responseParameters }: MethodResponse,
): JsonObject {
  const names = Object.keys(responseParameters ?? {}).filter((name) => name.startsWith(HEADER))
  const headers = names.map((parameter) => {
    const name = parameter.slice(HEADER.length)
    const description = said.of({ type: 'RESPONSE_HEADER', ...target, name }, ['description'])
    const type = { type: 'string' }
    const header: JsonObject = { ...description, ...(writing.type === 'swagger' ? type : { schema: type }) }
    return [name, header] as const
  })
  return headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}
}
