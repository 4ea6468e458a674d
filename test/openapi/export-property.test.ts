import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DocumentationPart } from '../../src/definition/parts.ts'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { documentText, exportOpenApi } from '../../src/openapi/export.ts'
import type { Documented } from '../../src/openapi/extensions/documentation.ts'
import type { ExportOptions } from '../../src/openapi/writing.ts'
import { anyDefinition } from './any-definition.ts'
import { importText } from './importing.ts'

const server = { protocol: 'https', host: 'abcdefghij.execute-api.us-east-1.amazonaws.com', basePath: '/prod' } as const
const type = fc.constantFrom('oas30' as const, 'swagger' as const)
const format = fc.constantFrom('json' as const, 'yaml' as const)

/** Into an API with another id. */
function imported(text: string): RestApiDefinition {
  const { definition, errors } = importText(text, { apiId: 'anotherapi', createdDate: 0 })
  expect(errors).toEqual([])
  if (definition === undefined) throw new Error('not imported')
  return definition
}

describe('an export of any definition', () => {
  it('imports, and exports to the same document', () => {
    fc.assert(
      fc.property(anyDefinition(), type, format, (definition, type, format) => {
        const options: ExportOptions = { type, extensions: ['apigateway'], server }
        const first = documentText(exportOpenApi(definition, options), format)
        expect(exportOpenApi(imported(first), options)).toEqual(exportOpenApi(definition, options))
      }),
      { numRuns: 100 },
    )
  })

  it('imports, and exports to the same document, with its documentation', () => {
    fc.assert(
      fc.property(anyDefinition(), type, fc.array(anyDocumented(), { maxLength: 6 }), (definition, type, parts) => {
        const options = { type, extensions: ['apigateway'], server } as const
        const exported = (from: RestApiDefinition, parts: readonly Documented[]) =>
          exportOpenApi(from, { ...options, documentation: { version: '1', parts } })
        const unique = [...new Map(parts.map((part) => [JSON.stringify(part.location), part])).values()]
        const first = exported(definition, unique)
        const second = imported(documentText(first, 'json'))
        expect(exported(second, documentationOf(second))).toEqual(first)
      }),
      { numRuns: 100 },
    )
  })
})

const documentationOf = ({ parts }: RestApiDefinition): Documented[] =>
  parts
    .filter(({ kind }) => kind === 'DocumentationPart')
    // Parts of this kind hold such bodies.
    .map(({ body }) => body as DocumentationPart)
    .map(({ location, properties }) => ({ location, properties: JSON.parse(properties) }))

function anyDocumented(): fc.Arbitrary<Documented> {
  const at = {
    path: fc.constantFrom('/', '/pets', '/pets/{id}'),
    method: fc.constantFrom('*', 'GET', 'POST'),
    statusCode: fc.constantFrom('*', '200'),
  }
  const named = (type: string, ...list: string[]) =>
    fc.record({ type: fc.constant(type), path: at.path, method: at.method, name: fc.constantFrom(...list) })
  const location = fc.oneof(
    fc.constant({ type: 'API' }),
    fc.record({ type: fc.constant('RESOURCE'), path: at.path }),
    fc.record({ type: fc.constantFrom('METHOD', 'REQUEST_BODY'), path: at.path, method: at.method }),
    fc.record({ type: fc.constantFrom('RESPONSE', 'RESPONSE_BODY'), ...at }),
    named('PATH_PARAMETER', 'id'),
    named('QUERY_PARAMETER', 'page'),
    named('REQUEST_HEADER', 'X-é'),
    fc.record({ type: fc.constant('RESPONSE_HEADER'), ...at, name: fc.constant('x') }),
    fc.record({ type: fc.constant('AUTHORIZER'), name: fc.constant('auth') }),
    fc.record({ type: fc.constant('MODEL'), name: fc.constantFrom('Model0', 'Model1') }),
  )
  const properties = fc.record(
    {
      description: fc.string(),
      summary: fc.string(),
      tags: fc.constant(['a']),
      info: fc.constant({ description: 'all of it', version: '7', 'x-info': 1 }),
      'x-own': fc.boolean(),
      'x-amazon-apigateway-integration': fc.constant({ type: 'mock' }),
      'x-amazon-apigateway-policy': fc.constant({ Statement: [] }),
    },
    { requiredKeys: [] },
  )
  return fc.record({ location, properties })
}
