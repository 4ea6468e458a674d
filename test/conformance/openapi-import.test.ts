import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'vitest'
import { contentDisposition } from '../../src/control/exports.ts'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { exportOpenApi, exportVersion } from '../../src/openapi/export.ts'
import { importOpenApi } from '../../src/openapi/import.ts'
import type { ExportType } from '../../src/openapi/writing.ts'
import { matches } from './placeholders.ts'
import { conformance } from './runner.ts'

// Recorded imports of real documents.
const FOLDER = resolve(import.meta.dirname, '../..', process.env.POSTERN_VECTORS ?? '../shared/vectors')

interface Input {
  readonly documentFile?: string
  readonly document?: string
  readonly mode?: string
  readonly parameters?: { readonly basepath?: 'ignore' | 'prepend' | 'split' }
  readonly exportType?: ExportType
  readonly snapshotKey?: string
  readonly existingApi?: { readonly binaryMediaTypes: readonly string[] }
}

interface Expected {
  readonly status?: number
  readonly error?: { readonly Code: string; readonly Message: string }
  readonly export?: { readonly body: unknown; readonly contentDisposition: string }
}

conformance<Input, Expected>({
  area: 'openapi-import',
  check({ input, expected }) {
    if (expected.error) {
      const { Code, Message } = expected.error
      const refusal = { type: Code, message: Message, status: expected.status }
      expect(() => importVector(input)).toThrow(expect.objectContaining(refusal))
      return
    }
    const result = importVector(input)
    expect(result.errors).toEqual([])
    if (expected.export) {
      const { body, contentDisposition } = expected.export
      expect(matches({ body, contentDisposition }, exported(result, input))).toEqual([])
      return
    }
    expect(matches(expected, asRecorded(result, Object.keys(expected)))).toEqual([])
  },
})

/** The recording test put its own values in place of `${…}`. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  cognito_pool_arn: 'arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_ABC123',
  uri: 'http://petstore.execute-api.us-west-1.amazonaws.com/petstore/pets',
}
const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations'

function documentOf(input: Input): string {
  if (input.document !== undefined) return input.document
  const text = readFileSync(resolve(FOLDER, input.documentFile ?? ''), 'utf8')
  return text.replace(/\$\{([a-z_]+)\}/g, (_, name) => SUBSTITUTES[name] ?? LAMBDA)
}

let nextId = 0
const newId = () => `id${nextId++}`

/** What CreateRestApi leaves behind before PutRestApi. */
function existing(input: Input): RestApiDefinition | undefined {
  if (!input.mode?.startsWith('put')) return undefined
  return {
    api: {
      ...{ id: 'abcdefghij', name: 'before', createdDate: 1_700_000_000, apiKeySource: 'HEADER' as const, tags: {} },
      endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
      disableExecuteApiEndpoint: false,
      rootResourceId: 'rootrootro',
      binaryMediaTypes: input.existingApi?.binaryMediaTypes,
    },
    resources: [{ id: 'rootrootro', path: '/' }],
    parts: [],
  }
}

function importVector(input: Input) {
  return importOpenApi(documentOf(input), {
    apiId: 'abcdefghij',
    createdDate: 1_700_000_000,
    newId,
    basepath: input.parameters?.basepath ?? 'ignore',
    previous: existing(input),
    mode: input.mode === 'put merge' ? 'merge' : 'overwrite',
  })
}

/** An export in the form of the recordings: no member named `id`, not even a property of a schema, and `date` where a date stands. */
function exported({ definition }: ReturnType<typeof importOpenApi>, { exportType = 'oas30', snapshotKey }: Input) {
  if (definition === undefined) throw new Error('no definition')
  const document = exportOpenApi(definition, {
    type: exportType,
    extensions: snapshotKey === 'get-export-with-extensions' ? ['apigateway'] : [],
    server: { protocol: 'https', host: 'abcdefghij.execute-api.us-east-1.amazonaws.com', basePath: '/local' },
  })
  const date = definition.api.version === undefined ? exportVersion(definition.api) : 'no date'
  const body = JSON.stringify(document, (key, value) => (key === 'id' ? undefined : value === date ? 'date' : value))
  return {
    body: JSON.parse(body) as unknown,
    contentDisposition: contentDisposition(definition.api, exportType, 'json').replace(date, 'date'),
  }
}

/** The definition in the form of the recordings: ids, dates and cache namespaces removed. */
function asRecorded({ definition, notServed }: ReturnType<typeof importOpenApi>, wanted: readonly string[]) {
  if (definition === undefined) throw new Error('no definition')
  const { id: _id, createdDate: _date, rootResourceId: _root, warnings, ...api } = definition.api
  const ours = new Set(notServed.map(({ place, message }) => `${message} (at ${place})`))
  const theirs = warnings?.filter((warning) => !ours.has(warning)) ?? []
  const all: Record<string, unknown> = {
    api: { ...api, ...(theirs.length > 0 && { warnings: theirs }) },
    models: partsOf(definition, 'Model'),
    authorizers: partsOf(definition, 'Authorizer'),
    requestValidators: partsOf(definition, 'RequestValidator'),
    resources: definition.resources.map(({ path, resourceMethods }) => ({
      path,
      methods: Object.keys(resourceMethods ?? {}).sort(),
    })),
    methods: Object.fromEntries(definition.resources.flatMap(methodsOf)),
  }
  return Object.fromEntries(wanted.map((key) => [key, all[key]]))
}

function partsOf(definition: RestApiDefinition, kind: string): unknown[] {
  const bodies = definition.parts.filter((part) => part.kind === kind).map((part) => part.body as { name: string })
  return bodies
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((body) => Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'id')))
}

function methodsOf({ path, resourceMethods }: RestApiDefinition['resources'][number]): [string, unknown][] {
  return Object.values(resourceMethods ?? {}).map((method) => {
    const { cacheNamespace: _, ...methodIntegration } = method.methodIntegration ?? {}
    return [`${method.httpMethod} ${path}`, { ...method, ...(method.methodIntegration && { methodIntegration }) }]
  })
}
