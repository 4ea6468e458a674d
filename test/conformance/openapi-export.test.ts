import { describe, expect, it } from 'vitest'
import type { Method } from '../../src/definition/rest-api.ts'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { documentText, exportOpenApi, isoSeconds } from '../../src/openapi/export.ts'
import { importOpenApi } from '../../src/openapi/import.ts'
import type { ExportType } from '../../src/openapi/writing.ts'
import { entries, isRestApi, textOf } from './aws-openapi-documents.ts'

// Export and import of real API definitions lose nothing that the first import kept.

const server = { protocol: 'https', host: 'abcdefghij.execute-api.us-east-1.amazonaws.com', basePath: '/prod' } as const

let nextId = 0
/** Every import has ids of its own, as two APIs have. */
function imported(text: string): RestApiDefinition {
  const options = {
    apiId: `api${nextId++}`,
    createdDate: nextId,
    newId: () => `id${nextId++}`,
    basepath: 'ignore',
  } as const
  const { definition, errors } = importOpenApi(text, options)
  expect(errors).toEqual([])
  if (definition === undefined) throw new Error('not imported')
  return definition
}

const exported = (definition: RestApiDefinition, type: ExportType, format: 'json' | 'yaml' = 'json') =>
  documentText(exportOpenApi(definition, { type, extensions: ['apigateway'], server }), format)

describe.skipIf(entries.length === 0)('an export of a real API definition', () => {
  for (const type of ['oas30', 'swagger'] as const)
    describe(`as ${type} imports and exports to the same document`, () => {
      for (const entry of entries.filter(isRestApi))
        it(entry.file, () => {
          const first = exported(imported(textOf(entry)), type)
          expect(exported(imported(first), type)).toBe(first)
          const yaml = exported(imported(textOf(entry)), type, 'yaml')
          expect(JSON.parse(exported(imported(yaml), type))).toEqual(JSON.parse(first))
        })
    })
})

describe.skipIf(entries.length === 0)('an export of a real API definition imports as the same API', () => {
  for (const type of ['oas30', 'swagger'] as const)
    for (const entry of entries.filter(isRestApi))
      it(`${entry.file} as ${type}`, () => {
        const first = imported(textOf(entry))
        const second = imported(exported(first, type))
        expect(withoutIds(second, type)).toEqual(withoutIds(first, type))
      })
})

/**
 * A definition with names in place of ids. Left out is what AWS leaves out of exports, too: documentation without a version,
 * responses that are never selected, and in 2.0 which content type has which model.
 */
function withoutIds({ api, resources, parts }: RestApiDefinition, type: ExportType) {
  const { id: _, createdDate, rootResourceId: __, warnings: ___, ...settings } = api
  const names = new Map(parts.map(({ id, name }) => [id, name]))
  const ids = new RegExp(`/restapis/${api.id}/`, 'g')
  return {
    api: { ...settings, version: settings.version ?? isoSeconds(createdDate) },
    resources: resources.map(({ id, path, resourceMethods = {} }) => [
      path,
      Object.values(resourceMethods).map((method) => {
        const { authorizerId, requestValidatorId, methodIntegration: integration, ...others } = method
        const cacheNamespace = integration?.cacheNamespace === id ? 'its own' : integration?.cacheNamespace
        return {
          ...modelless(others, type),
          authorizer: authorizerId && names.get(authorizerId),
          validator: requestValidatorId && names.get(requestValidatorId),
          integration: integration && filled({ ...integration, cacheNamespace }),
        }
      }),
    ]),
    parts: parts
      .filter(({ kind, name }) => !kind.startsWith('Documentation') && !isSchemaExtension(kind, name))
      .map(({ kind, name, body }) => [kind, name, JSON.parse(sortedText({ ...(body as object), id: '' }, ids))]),
  }
}

/** Stands in the schema of a model, which keeps it. */
const isSchemaExtension = (kind: string, name: string) => kind === 'Extension' && name.includes('/schema')

function modelless(method: Omit<Method, 'methodIntegration'>, type: ExportType): object {
  if (type === 'oas30') return method
  const { requestModels: _, methodResponses = {}, ...others } = method
  const responses = Object.values(methodResponses).map(({ responseModels: _, ...response }) => response)
  return { ...others, responses }
}

/** Empty maps say nothing. */
const filled = (integration: object) =>
  Object.fromEntries(Object.entries(integration).filter(([, value]) => JSON.stringify(value) !== '{}'))

/** The `$schema` of a model is left out, as AWS does. */
const sortedText = (body: object, ids: RegExp) =>
  JSON.stringify(body)
    .replace(ids, '/restapis/api/')
    .replaceAll(/\\"\$schema\\":\\"[^"]*\\",?/g, '')
