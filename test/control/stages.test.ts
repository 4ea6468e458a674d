import {
  CreateDeploymentCommand,
  CreateDocumentationVersionCommand,
  CreateStageCommand,
  DeleteDeploymentCommand,
  DeleteStageCommand,
  FlushStageAuthorizersCacheCommand,
  FlushStageCacheCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetStageCommand,
  GetStagesCommand,
  ImportRestApiCommand,
  type PatchOperation,
  UpdateDeploymentCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded, PETS } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

/** An API with one deployment and the stage `dev` of it. */
async function deployed() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(PETS) }))).id ?? ''
  const deploymentId = (await client.send(new CreateDeploymentCommand({ restApiId }))).id ?? ''
  await client.send(new CreateStageCommand({ restApiId, stageName: 'dev', deploymentId, description: 'dev stage' }))
  const stageName = 'dev'
  return {
    ...gateway,
    restApiId,
    deploymentId,
    stage: async () => {
      const { $metadata: _, ...stage } = await client.send(new GetStageCommand({ restApiId, stageName }))
      return stage
    },
    async patch(...patchOperations: PatchOperation[]) {
      const { $metadata: _, ...stage } = await client.send(
        new UpdateStageCommand({ restApiId, stageName, patchOperations }),
      )
      return stage
    },
    refusal: (...patchOperations: PatchOperation[]) =>
      client.send(new UpdateStageCommand({ restApiId, stageName, patchOperations })).then(
        () => 'accepted',
        ({ message }: Error) => message,
      ),
  }
}

const PATHS =
  '[/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]'

describe('CreateStage', () => {
  it('answers with the stage and its defaults, and publishes its pointer (cpl-0081)', async () => {
    const { client, restApiId, deploymentId, clock, pointer } = await deployed()
    const { $metadata, ...stage } = await client.send(
      new CreateStageCommand({ restApiId, stageName: 'prod', deploymentId, variables: { v: '1' } }),
    )
    expect($metadata.httpStatusCode).toBe(201)
    expect(stage).toEqual({
      cacheClusterEnabled: false,
      cacheClusterStatus: 'NOT_AVAILABLE',
      createdDate: new Date(clock.now),
      deploymentId,
      lastUpdatedDate: new Date(clock.now),
      methodSettings: {},
      stageName: 'prod',
      tracingEnabled: false,
      variables: { v: '1' },
    })
    expect(pointer(restApiId, 'prod')).toMatchObject({ deploymentId, stageName: 'prod', variables: { v: '1' } })
  })

  it.each([
    ['a stage that is there', { stageName: 'dev' }, 'ConflictException', 'Stage already exists'],
    ['an unknown deployment', { deploymentId: 'abc' }, 'BadRequestException', 'Deployment id does not exist'],
    [
      'a slash in its name',
      { stageName: 'a/b' },
      'BadRequestException',
      'Stage name only allows a-zA-Z0-9_- and has at most 128 characters',
    ],
    [
      'no name',
      { stageName: '' },
      'BadRequestException',
      'Stage name only allows a-zA-Z0-9_- and has at most 128 characters',
    ],
    [
      'a canary of more than everything',
      { canarySettings: { percentTraffic: 101 } },
      'BadRequestException',
      'Invalid canary percentTraffic 101: it has to be a number from 0 to 100',
    ],
    [
      'a canary of an unknown deployment',
      { canarySettings: { deploymentId: 'abc' } },
      'BadRequestException',
      'Deployment id does not exist',
    ],
    [
      'an ill-named variable',
      { variables: { 'a-b': '1' } },
      'BadRequestException',
      "Invalid stage variable name 'a-b'. It has to match [A-Za-z0-9_]{1,64}",
    ],
    [
      'an ill value',
      { variables: { a: 'b c' } },
      'BadRequestException',
      'Invalid value for stage variable a. It has to match [A-Za-z0-9-._~:/?#&=,]{1,512}',
    ],
    [
      'a cache of no size that AWS has',
      { cacheClusterSize: '2' as '0.5' },
      'ValidationException',
      "1 validation error detected: Value '2' at 'createStageInput.cacheClusterSize' failed to satisfy constraint: Member must satisfy enum value set: [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237]",
    ],
  ])('refuses %s', async (_, input, name, message) => {
    const { client, restApiId, deploymentId, config } = await deployed()
    const before = config.writes.length
    const create = new CreateStageCommand({ restApiId, stageName: 'new', deploymentId, ...input })
    await expect(client.send(create)).rejects.toMatchObject({ name, message })
    expect(config.writes.length).toBe(before)
  })
})

describe('UpdateStage', () => {
  it('sets and removes access log settings (cpl-0081)', async () => {
    const { patch, pointer, restApiId } = await deployed()
    const format = '$context.requestId $context.identity.sourceIp'
    const add = (path: string, value: string) => patch({ op: 'add', path: `/accessLogSettings/${path}`, value })
    expect((await add('destinationArn', 'arn:a')).accessLogSettings).toEqual({ destinationArn: 'arn:a' })
    expect((await add('format', format)).accessLogSettings).toEqual({ destinationArn: 'arn:a', format })
    expect(pointer(restApiId, 'dev')?.accessLogFormat).toBe(format)
    expect(await patch({ op: 'remove', path: '/accessLogSettings' })).not.toHaveProperty('accessLogSettings')
    expect(pointer(restApiId, 'dev')).not.toHaveProperty('accessLogFormat')
  })

  const invalidLog =
    'Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]'
  const noSetting = (path: string) =>
    `Cannot remove method setting ${path} because there is no method setting for this method `
  it.each<[string, PatchOperation, string]>([
    ['cpl-0082', { op: 'add', path: '/accessLogSettings/randomValue', value: 'updated' }, invalidLog],
    [
      'cpl-0082',
      { op: 'remove', path: '/accessLogSettings/randomValue', value: 'updated' },
      noSetting('accessLogSettings/randomValue'),
    ],
    ['cpl-0082', { op: 'replace', path: '/accessLogSettings/*', value: 'updated' }, invalidLog],
    ['cpl-0082', { op: 'replace', path: '/accessLogSettings', value: 'test' }, invalidLog],
    ['cpl-0082', { op: 'replace', path: '/accessLogSettings/format', value: '' }, 'Access Log value must not be empty'],
    [
      'cpl-0082',
      { op: 'remove', path: '/accessLogSettings/destinationArn' },
      noSetting('accessLogSettings/destinationArn'),
    ],
    [
      'cpl-0089',
      { op: 'replace', path: '/documentation_version', value: '123' },
      `Invalid method setting path: /documentation_version. Must be one of: ${PATHS}`,
    ],
    [
      'cpl-0089',
      { op: 'replace', path: '/tags/tag1', value: 'v' },
      `Invalid method setting path: /tags/tag1. Must be one of: ${PATHS}`,
    ],
    [
      'cpl-0099',
      { op: 'replace', path: '/canarySettings', value: 'test' },
      `Invalid method setting path: /canarySettings. Must be one of: ${PATHS}`,
    ],
    ['cpl-0099', { op: 'remove', path: '/canarySettings/badPath' }, noSetting('canarySettings/badPath')],
    [
      'cpl-0099',
      { op: 'add', path: '/canarySettings/deploymentId', value: 'x' },
      'Invalid add operation with path: /canarySettings/deploymentId',
    ],
    [
      'cpl-0099',
      { op: 'replace', path: '/canarySettings/deploymentId', value: 'deploy' },
      'Deployment id does not exist',
    ],
    [
      'cpl-0100',
      { op: 'copy', path: '/canarySettings/stageVariableOverrides', from: '/variables' },
      'Invalid copy operation with path: /canarySettings/stageVariableOverrides and from /variables. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]',
    ],
    [
      'cpl-0100',
      { op: 'copy', path: '/deploymentId', from: '/canarySettings/deploymentId' },
      'Promotion not available. Canary does not exist.',
    ],
    [
      'cpl-0010',
      { op: 'wrong' as 'add', path: '/description', value: 'x' },
      "1 validation error detected: Value 'wrong' at 'updateStageInput.patchOperations.2.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]",
    ],
    [
      'ours',
      { op: 'replace', path: '/canarySettings/percentTraffic', value: '5%' },
      "Invalid canary percentTraffic '5%': it has to be a number from 0 to 100",
    ],
    [
      'ours',
      { op: 'replace', path: '/canarySettings/stageVariableOverrides/a/b', value: 'x' },
      `Invalid method setting path: /canarySettings/stageVariableOverrides/a/b. Must be one of: ${PATHS}`,
    ],
    [
      'ours',
      { op: 'replace', path: '/cacheClusterSize', value: '2' },
      "Invalid cache cluster size '2' specified. Must be one of: [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237]",
    ],
    [
      'ours',
      { op: 'replace', path: '/*/*/logging/loglevel', value: 'LOUD' },
      "Invalid value 'LOUD' for logging/loglevel. Must be one of: [OFF, ERROR, INFO]",
    ],
    [
      'ours',
      { op: 'replace', path: '/*/*/throttling/burstLimit', value: '-1' },
      "Invalid value '-1' for throttling/burstLimit. It has to be a whole number from 0 to 2147483647",
    ],
    [
      'ours',
      { op: 'replace', path: '/__proto__/x/metrics/constructor', value: 'true' },
      `Invalid method setting path: /__proto__/x/metrics/constructor. Must be one of: ${PATHS}`,
    ],
  ])('refuses what AWS refuses (%s): %j', async (_, operation, message) => {
    const { refusal, stage } = await deployed()
    const before = await stage()
    expect(await refusal({ op: 'replace', path: '/description', value: 'half' }, operation)).toBe(message)
    expect(await stage()).toEqual(before)
  })

  it('sets variables, tracing and method settings (cpl-0089)', async () => {
    const { patch, stage, pointer, restApiId } = await deployed()
    const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value })
    const patched = await patch(
      replace('/description', 'stage new'),
      replace('/variables/var1', 'test'),
      replace('/variables/var2', 'test2'),
      replace('/*/*/throttling/burstLimit', '123'),
      replace('/*/*/caching/enabled', 'true'),
      replace('/tracingEnabled', 'true'),
      replace('/test/GET/throttling/burstLimit', '124'),
    )
    const settings = {
      cacheDataEncrypted: false,
      cacheTtlInSeconds: 300,
      cachingEnabled: true,
      dataTraceEnabled: false,
      metricsEnabled: false,
      requireAuthorizationForCacheControl: true,
      throttlingBurstLimit: 123,
      throttlingRateLimit: 10_000,
      unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
    }
    expect(patched).toMatchObject({
      description: 'stage new',
      tracingEnabled: true,
      variables: { var1: 'test', var2: 'test2' },
      methodSettings: { '*/*': settings, 'test/GET': { ...settings, throttlingBurstLimit: 124 } },
    })
    expect(await stage()).toEqual(patched)
    const again = await patch(replace('/*/*/throttling/burstLimit', '100'))
    expect(again.methodSettings?.['*/*']?.throttlingBurstLimit).toBe(100)
    expect(again.methodSettings?.['test/GET']?.throttlingBurstLimit).toBe(124)
    expect(pointer(restApiId, 'dev')?.variables).toEqual({ var1: 'test', var2: 'test2' })
  })

  it('removes variables and method settings', async () => {
    const { patch } = await deployed()
    await patch(
      { op: 'add', path: '/variables/a', value: '1' },
      { op: 'add', path: '/*/*/logging/loglevel', value: 'INFO' },
    )
    const level = await patch({ op: 'remove', path: '/*/*/logging/loglevel' })
    expect(level.methodSettings?.['*/*']).not.toHaveProperty('loggingLevel')
    const removed = await patch({ op: 'remove', path: '/variables/a' }, { op: 'remove', path: '/*/*' })
    expect(removed).not.toHaveProperty('variables')
    expect(removed.methodSettings).toEqual({})
  })

  it('moves the stage to another deployment and back, and the pointer with it', async () => {
    const { client, restApiId, deploymentId, patch, pointer } = await deployed()
    const { id: second } = await client.send(new CreateDeploymentCommand({ restApiId }))
    const first = pointer(restApiId, 'dev')
    await patch({ op: 'replace', path: '/deploymentId', value: second })
    const moved = pointer(restApiId, 'dev')
    expect(moved?.deploymentId).toBe(second)
    expect(moved?.version).toBeGreaterThan(first?.version ?? 0)
    await patch({ op: 'replace', path: '/deploymentId', value: deploymentId })
    const back = pointer(restApiId, 'dev')
    expect([back?.deploymentId, back?.hash]).toEqual([deploymentId, first?.hash])
    expect(back?.version).toBeGreaterThan(moved?.version ?? 0)
  })
})

describe('GetStages', () => {
  it('lists stages under `item`, all or those of a deployment (cpl-0091)', async () => {
    const { client, restApiId, deploymentId, call } = await deployed()
    const { id: second = '' } = await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
    const namesOf = async (deploymentId?: string) =>
      (await client.send(new GetStagesCommand({ restApiId, deploymentId }))).item?.map(({ stageName }) => stageName)
    expect(await namesOf()).toEqual(['dev', 'prod'])
    expect(await namesOf(deploymentId)).toEqual(['dev'])
    expect(await namesOf(second)).toEqual(['prod'])
    const wire = (await (await call('GET', `/restapis/${restApiId}/stages`)).json()) as {
      item: { createdDate: number }[]
    }
    expect(wire.item[0]?.createdDate).toBe(1_700_000_000)
  })
})

describe('DeleteStage', () => {
  it('takes the stage out of the database and of what the edge reads', async () => {
    const { client, restApiId, pointer, call } = await deployed()
    const response = await call('DELETE', `/restapis/${restApiId}/stages/dev`)
    expect([response.status, await response.text()]).toEqual([202, ''])
    expect(pointer(restApiId, 'dev')).toBeUndefined()
    await expect(client.send(new DeleteStageCommand({ restApiId, stageName: 'dev' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    })
  })
})

describe('deployments', () => {
  it('are shown with what AWS shows of them (cpl-0091)', async () => {
    const { client, restApiId, deploymentId, clock } = await deployed()
    const { $metadata: _, ...deployment } = await client.send(new GetDeploymentCommand({ restApiId, deploymentId }))
    expect(deployment).toEqual({ id: deploymentId, createdDate: new Date(clock.now) })
    const { items } = await client.send(new GetDeploymentsCommand({ restApiId }))
    expect(items).toEqual([deployment])
    const embedded = await client.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] }))
    expect(embedded.apiSummary?.['/pets']?.GET).toEqual({ authorizationType: 'NONE', apiKeyRequired: false })
  })

  it('stay while a stage points at them (cpl-0091, cpl-0093)', async () => {
    const { client, restApiId, deploymentId } = await deployed()
    const remove = () => client.send(new DeleteDeploymentCommand({ restApiId, deploymentId }))
    await expect(remove()).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Active stages pointing to this deployment must be moved or deleted',
    })
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
    expect((await remove()).$metadata.httpStatusCode).toBe(202)
    await expect(client.send(new GetDeploymentCommand({ restApiId, deploymentId }))).rejects.toMatchObject({
      message: 'Invalid Deployment identifier specified',
    })
  })

  it('leave a stage its settings, but for what the call names', async () => {
    const { client, restApiId, patch, stage } = await deployed()
    await patch(
      { op: 'add', path: '/variables/a', value: '1' },
      { op: 'replace', path: '/tracingEnabled', value: 'true' },
    )
    const { id } = await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
    expect(await stage()).toMatchObject({
      deploymentId: id,
      variables: { a: '1' },
      tracingEnabled: true,
      description: 'dev stage',
    })
    await client.send(
      new CreateDeploymentCommand({ restApiId, stageName: 'dev', stageDescription: 'new', variables: { b: '2' } }),
    )
    expect(await stage()).toMatchObject({ variables: { b: '2' }, description: 'new' })
  })

  it.each([
    [
      'cpl-0098',
      {},
      'Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is null',
    ],
    [
      'cpl-0098',
      { stageName: '' },
      'Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is ',
    ],
    [
      'cpl-0098',
      { stageName: 'non-existing' },
      'Invalid deployment content specified.Stage non-existing must already be created before making a canary release deployment',
    ],
  ])('refuse a canary (%s)', async (_, input, message) => {
    const { client, restApiId } = await deployed()
    const create = new CreateDeploymentCommand({ restApiId, canarySettings: { percentTraffic: 50 }, ...input })
    await expect(client.send(create)).rejects.toMatchObject({ message })
  })

  it('are refused for an API that cannot be compiled, with every place', async () => {
    const { client } = gatewayUnderTest()
    const bare = { responses: { 200: { description: 'ok' } } }
    const document = { ...PETS, paths: { '/a': { get: bare }, '/b': { get: bare } } }
    const { id: restApiId } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    await expect(client.send(new CreateDeploymentCommand({ restApiId }))).rejects.toMatchObject({
      name: 'BadRequestException',
      message:
        'Errors found during deployment:\n\tGET /a: No integration defined for method\n\tGET /b: No integration defined for method',
    })
    const empty = await client.send(new ImportRestApiCommand({ body: encoded({ ...PETS, paths: {} }) }))
    await expect(client.send(new CreateDeploymentCommand({ restApiId: empty.id }))).rejects.toMatchObject({
      message: "The REST API doesn't contain any methods",
    })
  })
})

describe('a canary', () => {
  it('is made by a deployment, and its pointer names both (cpl-0095)', async () => {
    const { client, restApiId, deploymentId, stage, pointer } = await deployed()
    const canarySettings = { percentTraffic: 50, stageVariableOverrides: { testVar: 'canary' } }
    const { id } = await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev', canarySettings }))
    expect(await stage()).toMatchObject({
      deploymentId,
      canarySettings: { deploymentId: id, ...canarySettings, useStageCache: false },
    })
    expect(pointer(restApiId, 'dev')).toMatchObject({
      deploymentId,
      canary: { deploymentId: id, percentTraffic: 50, stageVariableOverrides: { testVar: 'canary' } },
    })
  })

  it("is promoted: its deployment and its variables become the stage's (cpl-0100)", async () => {
    const { client, restApiId, patch } = await deployed()
    const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value })
    await patch(replace('/variables/testVar', 'test'), replace('/variables/testVar2', 'test2'))
    const canarySettings = { percentTraffic: 50, stageVariableOverrides: { testVar: 'override' } }
    const { id } = await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev', canarySettings }))
    const promoted = await patch(
      replace('/canarySettings/percentTraffic', '0.0'),
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
      { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
    )
    expect(promoted).toMatchObject({
      deploymentId: id,
      variables: { testVar: 'override', testVar2: 'test2' },
      canarySettings: { deploymentId: id, percentTraffic: 0 },
    })
  })

  it('is removed, and its deployment may then be deleted, not before (documentation)', async () => {
    const { client, restApiId, patch, pointer } = await deployed()
    const canarySettings = { percentTraffic: 50, stageVariableOverrides: { a: '1', b: '2' } }
    const { id: deploymentId = '' } = await client.send(
      new CreateDeploymentCommand({ restApiId, stageName: 'dev', canarySettings }),
    )
    const remove = new DeleteDeploymentCommand({ restApiId, deploymentId })
    await expect(client.send(remove)).rejects.toMatchObject({
      message: 'Active stages pointing to this deployment must be moved or deleted',
    })
    const without = await patch({ op: 'remove', path: '/canarySettings/stageVariableOverrides/a' })
    expect(without.canarySettings?.stageVariableOverrides).toEqual({ b: '2' })
    expect(await patch({ op: 'remove', path: '/canarySettings' })).not.toHaveProperty('canarySettings')
    expect(pointer(restApiId, 'dev')).not.toHaveProperty('canary')
    expect((await client.send(remove)).$metadata.httpStatusCode).toBe(202)
  })
})

describe('a documentation version', () => {
  it('has to be there when a stage names it (our own choice)', async () => {
    const { client, restApiId, deploymentId, refusal, patch } = await deployed()
    const message = 'Invalid Documentation version specified'
    const create = { restApiId, deploymentId, stageName: 'documented', documentationVersion: 'v1' }
    await expect(client.send(new CreateStageCommand(create))).rejects.toMatchObject({
      name: 'NotFoundException',
      message,
    })
    const name: PatchOperation = { op: 'replace', path: '/documentationVersion', value: 'v1' }
    expect(await refusal(name)).toBe(message)
    await client.send(new CreateDocumentationVersionCommand({ restApiId, documentationVersion: 'v1' }))
    expect(await patch(name)).toMatchObject({ documentationVersion: 'v1' })
    expect(await client.send(new CreateStageCommand(create))).toMatchObject({ documentationVersion: 'v1' })
  })
})

describe('a cache cluster', () => {
  it('is available as soon as it is switched on, which waiting clients look for (our own choice)', async () => {
    const { patch } = await deployed()
    const on = await patch({ op: 'replace', path: '/cacheClusterEnabled', value: 'true' })
    expect(on).toMatchObject({ cacheClusterEnabled: true, cacheClusterStatus: 'AVAILABLE', cacheClusterSize: '0.5' })
    const off = await patch({ op: 'replace', path: '/cacheClusterEnabled', value: 'false' })
    expect(off).toMatchObject({ cacheClusterEnabled: false, cacheClusterStatus: 'NOT_AVAILABLE' })
  })

  it('has one of the sizes of AWS, or the smallest when its own is taken away (our own choice)', async () => {
    const { client, restApiId, patch } = await deployed()
    const replace = (value: string) => ({ op: 'replace' as const, path: '/cacheClusterSize', value })
    expect(await patch(replace('6.1'))).toMatchObject({ cacheClusterSize: '6.1' })
    expect(await patch(replace(''))).not.toHaveProperty('cacheClusterSize')
    const deploy = { restApiId, stageName: 'dev', cacheClusterSize: 'huge' as '0.5' }
    await expect(client.send(new CreateDeploymentCommand(deploy))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("Value 'huge' at 'createDeploymentInput.cacheClusterSize'"),
    })
  })

  it('can be flushed, of a stage that is there (documentation)', async () => {
    const { client, restApiId } = await deployed()
    const flush = (stageName: string) => client.send(new FlushStageCacheCommand({ restApiId, stageName }))
    expect((await flush('dev')).$metadata.httpStatusCode).toBe(202)
    await expect(flush('none')).rejects.toMatchObject({ message: 'Invalid Stage identifier specified' })
  })

  it('keeps all it has when what its authorizers said is flushed, and gets a pointer of a new version', async () => {
    const { client, restApiId, pointer } = await deployed()
    const flush = (stageName: string) => client.send(new FlushStageAuthorizersCacheCommand({ restApiId, stageName }))
    const stage = async () => {
      const { $metadata: _, ...found } = await client.send(new GetStageCommand({ restApiId, stageName: 'dev' }))
      return found
    }
    const [before, pointed] = [await stage(), pointer(restApiId, 'dev')]
    expect((await flush('dev')).$metadata.httpStatusCode).toBe(202)
    expect(await stage()).toEqual(before)
    expect(pointer(restApiId, 'dev')).toEqual({ ...pointed, version: (pointed?.version ?? 0) + 1 })
    await expect(flush('none')).rejects.toMatchObject({ message: 'Invalid Stage identifier specified' })
  })
})

describe('UpdateDeployment', () => {
  it('changes the description alone (cpl-0115)', async () => {
    const { client, restApiId, deploymentId } = await deployed()
    const update = (path: string) =>
      client.send(
        new UpdateDeploymentCommand({
          restApiId,
          deploymentId,
          patchOperations: [{ op: 'replace', path, value: 'new-description' }],
        }),
      )
    expect(await update('/description')).toMatchObject({ id: deploymentId, description: 'new-description' })
    await expect(update('/id')).rejects.toMatchObject({ message: 'Invalid patch path /id' })
  })
})
