import {
  CreateDeploymentCommand,
  CreateDocumentationPartCommand,
  CreateDocumentationVersionCommand,
  DeleteDocumentationPartCommand,
  DeleteDocumentationVersionCommand,
  GetDocumentationVersionCommand,
  GetDocumentationVersionsCommand,
  GetStageCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
  UpdateDocumentationVersionCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { documentationVersionOf, selectDocumentationVersion } from '../../src/control/store/documentation-version.ts'
import { encoded, PETS } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

/** An API with a stage `dev` and a documented model. */
async function documented() {
  const gateway = gatewayUnderTest()
  const { client, db } = gateway
  const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(PETS) }))).id ?? ''
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
  const location = { type: 'MODEL' as const, name: 'Pet' }
  const part = await client.send(new CreateDocumentationPartCommand({ restApiId, location, properties: '{"a":1}' }))
  const documentationVersion = 'v1'
  return {
    ...gateway,
    restApiId,
    part,
    named: { restApiId, documentationVersion },
    create: async (input: { stageName?: string; description?: string; documentationVersion?: string } = {}) => {
      const command = new CreateDocumentationVersionCommand({ restApiId, documentationVersion, ...input })
      const { $metadata: _, ...version } = await client.send(command)
      return version
    },
    snapshot: async (version = documentationVersion) => {
      const [row] = await db.all(selectDocumentationVersion(restApiId, version))
      return row && documentationVersionOf(row).parts.filter((candidate) => candidate.location.type === 'MODEL')
    },
  }
}

describe('CreateDocumentationVersion', () => {
  it('answers with the version and its date (cpl-0088)', async () => {
    const { create, clock, client, named } = await documented()
    const version = await create({ description: 'first' })
    expect(version).toEqual({ version: 'v1', createdDate: new Date(clock.now), description: 'first' })
    const { $metadata: _, ...read } = await client.send(new GetDocumentationVersionCommand(named))
    expect(read).toEqual(version)
  })

  it('is a snapshot: it keeps the parts as they were (documentation)', async () => {
    const { create, client, restApiId, part, snapshot } = await documented()
    await create()
    await client.send(new DeleteDocumentationPartCommand({ restApiId, documentationPartId: part.id }))
    await create({ documentationVersion: 'v2' })
    const location = { type: 'MODEL', name: 'Pet' }
    expect(await snapshot()).toEqual([{ id: part.id, location, properties: '{"a":1}' }])
    expect(await snapshot('v2')).toEqual([])
  })

  it('outlives PutRestApi, which replaces the parts (our own choice: it is published, as a deployment is)', async () => {
    const { create, client, restApiId, snapshot } = await documented()
    await create()
    await client.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body: encoded(PETS) }))
    expect(await snapshot()).toHaveLength(1)
  })

  it('becomes the version of the stage it names, in one step', async () => {
    const { create, client, restApiId, clock, pointer } = await documented()
    clock.now += 5_000
    await create({ stageName: 'dev' })
    const stage = await client.send(new GetStageCommand({ restApiId, stageName: 'dev' }))
    expect(stage).toMatchObject({ documentationVersion: 'v1', lastUpdatedDate: new Date(clock.now) })
    expect(pointer(restApiId, 'dev')).toMatchObject({ deploymentId: stage.deploymentId })
  })

  it('refuses a stage that is not there and makes no version then', async () => {
    const { create, client, named } = await documented()
    await expect(create({ stageName: 'prod' })).rejects.toThrow('Invalid Stage identifier specified')
    await expect(client.send(new GetDocumentationVersionCommand(named))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Documentation version specified',
    })
  })

  it('refuses a version that exists, none, an empty one, and an API that is not there', async () => {
    const { create, call, restApiId } = await documented()
    await create()
    await expect(create()).rejects.toMatchObject({ name: 'ConflictException' })
    await expect(create({ documentationVersion: ' ' })).rejects.toThrow('Documentation version cannot be empty')
    const answer = await call('POST', `/restapis/${restApiId}/documentation/versions`, '{}')
    expect(((await answer.json()) as { message: string }).message).toBe(
      "1 validation error detected: Value null at 'createDocumentationVersionInput.documentationVersion' failed to satisfy constraint: Member must not be null",
    )
    const unknown = await call('POST', '/restapis/none/documentation/versions', '{"documentationVersion":"1"}')
    expect(unknown.status).toBe(404)
  })
})

describe('documentation versions', () => {
  it('are listed page by page, oldest first', async () => {
    const { create, client, restApiId } = await documented()
    for (const documentationVersion of ['b', 'a', 'c']) await create({ documentationVersion })
    const first = await client.send(new GetDocumentationVersionsCommand({ restApiId, limit: 2 }))
    expect(first.items?.map(({ version }) => version)).toEqual(['b', 'a'])
    const { position } = first
    const second = await client.send(new GetDocumentationVersionsCommand({ restApiId, position }))
    expect(second.items).toEqual([{ version: 'c', createdDate: expect.any(Date) }])
  })

  it('change in their description and keep their snapshot (cpl-0088)', async () => {
    const { create, client, named, clock, snapshot } = await documented()
    await create()
    const patchOperations = [{ op: 'replace' as const, path: '/description', value: 'doc version new' }]
    const { $metadata: _, ...changed } = await client.send(
      new UpdateDocumentationVersionCommand({ ...named, patchOperations }),
    )
    expect(changed).toEqual({ version: 'v1', createdDate: new Date(clock.now), description: 'doc version new' })
    expect(await snapshot()).toHaveLength(1)
  })

  it('refuse other patches, as documentation parts do (our own choice)', async () => {
    const { create, client, named } = await documented()
    await create()
    const patchOperations = [{ op: 'replace' as const, path: '/version', value: 'v2' }]
    await expect(client.send(new UpdateDocumentationVersionCommand({ ...named, patchOperations }))).rejects.toThrow(
      "Invalid patch path  '/version' specified for op 'replace'. Must be one of: [/description]",
    )
  })

  it('are deleted once', async () => {
    const { create, client, named } = await documented()
    await create()
    const { $metadata } = await client.send(new DeleteDocumentationVersionCommand(named))
    expect($metadata.httpStatusCode).toBe(202)
    await expect(client.send(new DeleteDocumentationVersionCommand(named))).rejects.toThrow(
      'Invalid Documentation version specified',
    )
  })
})
