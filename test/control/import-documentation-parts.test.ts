import {
  CreateDocumentationPartCommand,
  CreateRestApiCommand,
  GetDocumentationPartsCommand,
  ImportDocumentationPartsCommand,
  ImportRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const document = (documentationParts?: object[]) => ({
  openapi: '3.0.1',
  info: { title: 'Pets', version: '1' },
  paths: { '/pets': { get: { summary: 'List' } } },
  ...(documentationParts && { 'x-amazon-apigateway-documentation': { version: '1', documentationParts } }),
})

const METHOD = { location: { type: 'METHOD', path: '/pets', method: 'GET' }, properties: { summary: 'new', tags: [] } }
const API = { location: { type: 'API' }, properties: { info: { description: 'pets' } } }

/** An API with a documented method. */
async function withApi() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const restApiId = (await client.send(new CreateRestApiCommand({ name: 'pets' }))).id ?? ''
  const own = await client.send(
    new CreateDocumentationPartCommand({
      restApiId,
      location: { type: 'METHOD', path: '/pets', method: 'GET' },
      properties: '{"summary":"old","description":"kept"}',
    }),
  )
  return {
    ...gateway,
    restApiId,
    ownId: own.id,
    import: (body: Uint8Array, input: { mode?: 'merge' | 'overwrite'; failOnWarnings?: boolean } = {}) =>
      client.send(new ImportDocumentationPartsCommand({ restApiId, body, ...input })),
    async parts() {
      const { items = [] } = await client.send(new GetDocumentationPartsCommand({ restApiId }))
      return items.map(({ id, location, properties = '' }) => [id, location?.type, JSON.parse(properties)])
    },
  }
}

describe('ImportDocumentationParts', () => {
  it('merges by default: an imported attribute replaces the existing one, others stay (documentation)', async () => {
    const { import: importParts, parts, ownId } = await withApi()
    const { $metadata, ...answer } = await importParts(encoded(document([API, METHOD])))
    expect($metadata.httpStatusCode).toBe(200)
    expect(answer).toEqual({ ids: [expect.stringMatching(/^[a-z0-9]{6}$/), ownId] })
    expect(await parts()).toEqual([
      [ownId, 'METHOD', { summary: 'new', description: 'kept', tags: [] }],
      [answer.ids?.[0], 'API', { info: { description: 'pets' } }],
    ])
  })

  it('replaces all parts in overwrite mode (documentation; cpl-0046)', async () => {
    const { import: importParts, parts } = await withApi()
    const { ids } = await importParts(encoded(document([API])), { mode: 'overwrite' })
    expect(await parts()).toEqual([[ids?.[0], 'API', { info: { description: 'pets' } }]])
  })

  it('reads YAML, OpenAPI 2.0, and what OpenAPI itself says where no parts are listed', async () => {
    const { import: importParts, parts, ownId } = await withApi()
    const yaml =
      'swagger: "2.0"\ninfo: {title: Pets, version: "1"}\npaths:\n  /pets:\n    get:\n      summary: from YAML\n'
    await importParts(new TextEncoder().encode(yaml))
    expect(await parts()).toEqual([[ownId, 'METHOD', { summary: 'from YAML', description: 'kept' }]])
  })

  it('makes the same parts as ImportRestApi does, which leaves them out with ignore=documentation', async () => {
    const { client, import: importParts, parts } = await withApi()
    const body = encoded(document())
    await importParts(body, { mode: 'overwrite' })
    const withoutIds = (items: unknown[][]) => items.map(([, ...rest]) => rest)
    for (const ignore of [undefined, 'documentation']) {
      const { id } = await client.send(new ImportRestApiCommand({ body, ...(ignore && { parameters: { ignore } }) }))
      const { items = [] } = await client.send(new GetDocumentationPartsCommand({ restApiId: id }))
      const imported = items.map(({ location, properties = '' }) => [location?.type, JSON.parse(properties)])
      expect(imported).toEqual(ignore ? [] : withoutIds(await parts()))
    }
  })

  it.each([
    ['YAML that cannot be read (cpl-0047)', 'test:\n    value:\n        - "value ... "escaped": $var}"\n'],
    ['JSON that cannot be read (cpl-0047)', "{'key:value}"],
    ['no OpenAPI document', '{"a":1}'],
  ])('refuses %s', async (_, text) => {
    const { import: importParts, parts } = await withApi()
    await expect(importParts(new TextEncoder().encode(text))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Unable to build importer with provided input.',
    })
    expect(await parts()).toHaveLength(1)
  })

  it('tells of every mistake by its place and changes nothing', async () => {
    const { import: importParts, parts } = await withApi()
    const wrong = [{ location: { type: 'API', name: 'x' } }, { location: { type: 'NONE' } }, API]
    await expect(importParts(encoded(document(wrong)), { mode: 'overwrite' })).rejects.toThrow(
      /^Errors found during import:\n\t\/x-amazon-apigateway-documentation\/documentationParts\/0\/location: .*\n\t.*\/1\/location\/type: /,
    )
    expect(await parts()).toHaveLength(1)
  })

  it('answers with warnings, or refuses them with failonwarnings', async () => {
    const { import: importParts, parts } = await withApi()
    const twice = encoded(document([API, API]))
    await expect(importParts(twice, { failOnWarnings: true })).rejects.toThrow(/^Warnings found during import:\n\t/)
    expect(await parts()).toHaveLength(1)
    const { ids, warnings } = await importParts(twice)
    expect([ids?.length, warnings?.length]).toEqual([1, 1])
  })

  it('refuses another mode, a missing body and an API that is not there', async () => {
    const { call, restApiId } = await withApi()
    const refusal = async (path: string, body: string) => {
      const answer = await call('PUT', path, body)
      return [answer.status, ((await answer.json()) as { message: string }).message]
    }
    const path = `/restapis/${restApiId}/documentation/parts`
    expect(await refusal(`${path}?failonwarnings=perhaps`, '{}')).toEqual([
      400,
      'Invalid failonwarnings specified. Must be one of: [true, false]',
    ])
    expect(await refusal(`${path}?mode=other`, '{}')).toEqual([
      400,
      "1 validation error detected: Value 'other' at 'importDocumentationPartsInput.mode' failed to satisfy constraint: Member must satisfy enum value set: [overwrite, merge]",
    ])
    // AWS's words, as https://github.com/aws/aws-sdk-js/issues/3710 quotes them.
    expect(await refusal(path, '')).toEqual([
      400,
      "1 validation error detected: Value null at 'body' failed to satisfy constraint: Member must not be null",
    ])
    expect(await refusal('/restapis/none/documentation/parts', JSON.stringify(document()))).toEqual([
      404,
      'Invalid API identifier specified 111111111111:none',
    ])
  })
})
