import { X509Certificate } from 'node:crypto'
import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type APIGatewayClient,
  CreateBasePathMappingCommand,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateVpcLinkCommand,
  DeleteDomainNameCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  DeleteVpcLinkCommand,
  GenerateClientCertificateCommand,
  GetBasePathMappingsCommand,
  GetDeploymentsCommand,
  GetMethodCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetStagesCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
  UpdateBasePathMappingCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SigV4Request } from '../../src/aws/sigv4-canonical.ts'
import { presignRequest, signRequest } from '../../src/aws/sigv4-sign.ts'
import { awsCli, bytesOf, hasAwsCli, LOCAL, rawRequest, sdkClient } from './clients.ts'
import { documentOf, mock } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'

const withAwsCli = await hasAwsCli()
const DOCUMENT = documentOf('Pets', {
  '/pets': { get: mock('[]'), post: mock('{}', 201) },
  '/pets/{petId}': { get: mock('{}') },
})

let gateway: RunningGateway
let client: APIGatewayClient

beforeAll(async () => {
  gateway = await startGateway()
  client = sdkClient(gateway.url)
})

afterAll(async () => {
  client.destroy()
  await gateway.dispose()
})

const importPets = async () => {
  const { id } = await client.send(new ImportRestApiCommand({ body: bytesOf(DOCUMENT) }))
  return id ?? expect.fail('ImportRestApi answered no id')
}
const read = async (restApiId: string, stage: string) =>
  (await fetch(gateway.invokeUrl(restApiId, stage, '/pets'))).status

describe("AWS's SDK", () => {
  test('keeps what belongs to the account: a domain name with a mapping that moves, a VPC link that goes', async () => {
    const restApiId = await importPets()
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
    const domainName = 'pets.example.com'
    const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/fb1b9770-a305-495d-aefb-27e5e101ff3a'
    await client.send(new CreateDomainNameCommand({ domainName, certificateArn }))
    await client.send(new CreateBasePathMappingCommand({ domainName, restApiId, basePath: 'v1', stage: 'prod' }))
    const patchOperations = [{ op: 'replace' as const, path: '/basePath', value: 'v2' }]
    await client.send(new UpdateBasePathMappingCommand({ domainName, basePath: 'v1', patchOperations }))
    const { items } = await client.send(new GetBasePathMappingsCommand({ domainName }))
    expect(items).toEqual([{ basePath: 'v2', restApiId, stage: 'prod' }])
    await expect(client.send(new DeleteStageCommand({ restApiId, stageName: 'prod' }))).rejects.toMatchObject({
      message: expect.stringContaining('Please remove all base path mappings related to the stage'),
    })
    await client.send(new DeleteDomainNameCommand({ domainName }))
    await client.send(new DeleteRestApiCommand({ restApiId }))
    const targetArns = ['arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/pets/1f8df693cd094a72']
    const { id: vpcLinkId } = await client.send(new CreateVpcLinkCommand({ name: 'pets', targetArns }))
    await client.send(new DeleteVpcLinkCommand({ vpcLinkId }))
  })

  test('generates a client certificate on workerd; its private key is stored under a key that the owner alone may read', async () => {
    const { pemEncodedCertificate = '' } = await client.send(new GenerateClientCertificateCommand({}))
    const x509 = new X509Certificate(pemEncodedCertificate)
    expect(x509.subject).toBe('C=US\nL=Seattle\nCN=ApiGateway')
    expect(x509.verify(x509.publicKey)).toBe(true)
    expect(statSync(join(gateway.state, 'master-key')).mode & 0o777).toBe(0o600)
  })

  test('imports a document, reads it back, publishes it and moves its stages', async () => {
    const restApiId = await importPets()
    expect((await client.send(new GetRestApiCommand({ restApiId }))).name).toBe('Pets')
    const { items } = await client.send(new GetResourcesCommand({ restApiId, embed: ['methods'], limit: 500 }))
    expect(items?.map(({ path }) => path).sort()).toEqual(['/', '/pets', '/pets/{petId}'])
    const resourceId = items?.find(({ path }) => path === '/pets')?.id
    const method = await client.send(new GetMethodCommand({ restApiId, resourceId, httpMethod: 'POST' }))
    expect(method.methodIntegration?.type).toBe('MOCK')

    const { id: deploymentId } = await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
    expect(await read(restApiId, 'prod')).toBe(200)
    await client.send(new CreateStageCommand({ restApiId, stageName: 'dev', deploymentId, variables: { a: 'b' } }))
    expect(await read(restApiId, 'dev')).toBe(200)
    expect((await client.send(new GetStagesCommand({ restApiId }))).item?.length).toBe(2)
    expect((await client.send(new GetDeploymentsCommand({ restApiId }))).items?.map(({ id }) => id)).toEqual([
      deploymentId,
    ])
    const patchOperations = [{ op: 'replace' as const, path: '/variables/a', value: 'c' }]
    await client.send(new UpdateStageCommand({ restApiId, stageName: 'dev', patchOperations }))
    expect((await client.send(new GetStageCommand({ restApiId, stageName: 'dev' }))).variables).toEqual({ a: 'c' })
    await client.send(new DeleteStageCommand({ restApiId, stageName: 'dev' }))
    await expect.poll(() => read(restApiId, 'dev'), { timeout: 5_000 }).toBe(403)
    await client.send(new DeleteRestApiCommand({ restApiId }))
    await expect(client.send(new GetRestApiCommand({ restApiId }))).rejects.toMatchObject({ name: 'NotFoundException' })
  })

  test('overwrites an API, and what runs stays as it is until the next deployment', async () => {
    const restApiId = await importPets()
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
    const smaller = bytesOf(documentOf('Pets', { '/cats': { get: mock('[]') } }))
    await client.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body: smaller }))
    expect(await read(restApiId, 'prod')).toBe(200)
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
    await expect.poll(() => read(restApiId, 'prod'), { timeout: 5_000 }).toBe(403)
  })

  test('loses no update when twenty writers change one stage at once', async () => {
    const restApiId = await importPets()
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
    const retrying = sdkClient(gateway.url)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => {
        const patchOperations = [{ op: 'replace' as const, path: `/variables/v${n}`, value: String(n) }]
        return retrying.send(new UpdateStageCommand({ restApiId, stageName: 'prod', patchOperations }))
      }),
    )
    const { variables = {} } = await client.send(new GetStageCommand({ restApiId, stageName: 'prod' }))
    for (const [n, { status }] of outcomes.entries()) {
      // A writer that lost every retry is told ConflictException, and its change is not there.
      expect(variables[`v${n}`]).toBe(status === 'fulfilled' ? String(n) : undefined)
    }
    retrying.destroy()
  })
})

describe.skipIf(!withAwsCli)("AWS's command line", () => {
  test('imports, publishes, lists and deletes an API', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'postern-cli-')), 'pets.json')
    writeFileSync(file, JSON.stringify(DOCUMENT))
    const gatewayCall = async (...args: string[]) => {
      const { code, stdout, stderr } = await awsCli(gateway.url, 'apigateway', ...args)
      expect([code, stderr.trim()]).toEqual([0, ''])
      return stdout === '' ? {} : JSON.parse(stdout)
    }
    const { id } = await gatewayCall('import-rest-api', '--body', `file://${file}`, ...(await binaryFlag()))
    await gatewayCall('create-deployment', '--rest-api-id', id, '--stage-name', 'prod')
    expect(await read(id, 'prod')).toBe(200)
    const apis = await gatewayCall('get-rest-apis')
    expect(apis.items.map((api: { id: string }) => api.id)).toContain(id)
    await gatewayCall('delete-rest-api', '--rest-api-id', id)
  }, 60_000)
})

/** AWS CLI 2 takes blobs as base64 unless told; AWS CLI 1 does not know the flag. */
async function binaryFlag(): Promise<string[]> {
  const { stdout, stderr } = await awsCli(gateway.url, '--version')
  return /aws-cli\/2/.test(stdout + stderr) ? ['--cli-binary-format', 'raw-in-base64-out'] : []
}

describe('a management call is refused and changes nothing', () => {
  const NEW_API = '{"name":"intruder"}'
  const BODY = new Uint8Array(new TextEncoder().encode(NEW_API))
  const REGION = { region: 'us-east-1', service: 'apigateway' } as const

  const call = (headers: Record<string, string> = {}, path = '/restapis'): SigV4Request => ({
    method: 'POST',
    path,
    query: '',
    headers: [['Host', `localhost:${gateway.port}`], ['Content-Type', 'application/json'], ...Object.entries(headers)],
  })
  const signed = (
    request = call(),
    options: { credentials?: { accessKeyId: string; secretAccessKey: string }; now?: number } = {},
  ) =>
    signRequest(request, BODY, { ...REGION, credentials: options.credentials ?? LOCAL, now: options.now ?? Date.now() })

  /** Sent as raw bytes, because no HTTP library lets Host, Origin or Sec-Fetch-Site be chosen. */
  const send = (request: SigV4Request, body = NEW_API) => {
    const query = request.query === '' ? '' : `?${request.query}`
    const lines = request.headers.map(([name, value]) => `${name}: ${value}`)
    const head = [`${request.method} ${request.path}${query} HTTP/1.1`, ...lines]
    return rawRequest(
      gateway.port,
      `${head.join('\r\n')}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  }

  const names = async () => (await client.send(new GetRestApisCommand({ limit: 500 }))).items?.map(({ name }) => name)
  const replace = (request: SigV4Request, header: string, value: string): SigV4Request => ({
    ...request,
    headers: request.headers.map(([name, old]) => [name, name === header ? value : old]),
  })

  const SIX_MINUTES = 6 * 60_000
  const CASES: [what: string, request: () => Promise<SigV4Request> | SigV4Request, error: string][] = [
    ['unsigned', () => call(), 'MissingAuthenticationTokenException'],
    [
      'signed with another secret',
      () => signed(call(), { credentials: { ...LOCAL, secretAccessKey: 'guess' } }),
      'InvalidSignatureException',
    ],
    [
      'signed with an unknown key',
      () => signed(call(), { credentials: { ...LOCAL, accessKeyId: 'AKIDEXAMPLE' } }),
      'UnrecognizedClientException',
    ],
    ['signed six minutes ago', () => signed(call(), { now: Date.now() - SIX_MINUTES }), 'InvalidSignatureException'],
    ['signed six minutes ahead', () => signed(call(), { now: Date.now() + SIX_MINUTES }), 'InvalidSignatureException'],
    [
      'signed for another path',
      async () => ({ ...(await signed(call({}, '/apikeys'))), path: '/restapis' }),
      'InvalidSignatureException',
    ],
    ['sent by another web site', () => signed(call({ Origin: 'https://evil.example' })), 'ForbiddenException'],
    ['sent by a page of no origin', () => signed(call({ Origin: 'null' })), 'ForbiddenException'],
    [
      'marked as cross-site by the browser',
      () => signed(call({ 'Sec-Fetch-Site': 'cross-site' })),
      'ForbiddenException',
    ],
    [
      'presigned, though it writes',
      () => presignRequest(call(), BODY, { ...REGION, credentials: LOCAL, now: Date.now(), expiresInSeconds: 60 }),
      'InvalidSignatureException',
    ],
    [
      'with a malformed Authorization header',
      () => call({ Authorization: 'AWS4-HMAC-SHA256 nonsense' }),
      'IncompleteSignatureException',
    ],
  ]

  test.each(CASES)('%s', async (_, request, error) => {
    const before = await names()
    const answer = await send(await request())
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
    expect(answer.toLowerCase()).toContain(`x-amzn-errortype: ${error.toLowerCase()}`)
    expect(answer.toLowerCase()).not.toContain('access-control-allow')
    expect(await names()).toEqual(before)
  })

  test('with a changed body', async () => {
    const before = await names()
    const answer = await send(await signed(), NEW_API.replace('intruder', 'stranger'))
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
    expect(await names()).toEqual(before)
  })

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io'])(
    'addressed to the host %s',
    async (host) => {
      const before = await names()
      const request = replace(call(), 'Host', host)
      const answer = await send(await signed(request))
      expect(answer).toMatch(/^HTTP\/1\.1 403 /)
      expect(await names()).toEqual(before)
    },
  )

  test('while the same call, signed by its owner, is served', async () => {
    const answer = await send(await signed())
    expect(answer).toMatch(/^HTTP\/1\.1 201 /)
    expect(await names()).toContain('intruder')
  })

  test('while a presigned GET is served until it expires', async () => {
    const presign = (now: number) =>
      presignRequest({ ...call(), method: 'GET', headers: [['Host', `localhost:${gateway.port}`]] }, new Uint8Array(), {
        ...REGION,
        credentials: LOCAL,
        now,
        expiresInSeconds: 60,
      })
    expect(await send(await presign(Date.now()), '')).toMatch(/^HTTP\/1\.1 200 /)
    expect(await send(await presign(Date.now() - 61_000), '')).toMatch(/^HTTP\/1\.1 403 /)
  })
})

describe('bad input', () => {
  const importing = (body: Uint8Array) => client.send(new ImportRestApiCommand({ body }))
  const count = async () => (await client.send(new GetRestApisCommand({ limit: 500 }))).items?.length

  test.each([
    ['no JSON and no YAML', '{"openapi": "3.0.1", '],
    ['no OpenAPI document', '{"hello": "world"}'],
    ['an unknown version', '{"openapi": "9.9.9", "info": {"title": "x", "version": "1"}, "paths": {}}'],
    ['nothing', ' '],
  ])('%s is refused with BadRequestException and leaves no API behind', async (_, text) => {
    const before = await count()
    await expect(importing(new TextEncoder().encode(text))).rejects.toMatchObject({ name: 'BadRequestException' })
    expect(await count()).toBe(before)
  })

  test('a document over 6 MB is refused and the next import is served', async () => {
    const before = await count()
    const large = bytesOf({ ...DOCUMENT, 'x-padding': 'x'.repeat(6_400_000) })
    await expect(importing(large)).rejects.toThrow()
    expect(await count()).toBe(before)
    await client.send(new CreateRestApiCommand({ name: 'after' }))
    expect(await count()).toBe((before ?? 0) + 1)
  })
})
