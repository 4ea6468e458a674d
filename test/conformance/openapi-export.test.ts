import { describe, expect, it } from 'vitest'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { documentText, exportOpenApi } from '../../src/openapi/export.ts'
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
