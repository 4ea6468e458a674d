import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import {
  type APIGatewayClient,
  CreateVpcLinkCommand,
  GenerateClientCertificateCommand,
  TestInvokeMethodCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { awsCli, bytesOf, deployDocument, hasAwsCli, postern, sdkClient } from './clients.ts'
import { documentOf, httpTo, mock, proxyTo } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { type Echo, type Origin, startOrigin } from './origin.ts'

// Private integrations and client certificates on workerd, with the environment of `npm start` for a Worker's configuration.

const NLB = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/orders/1f8df693cd094a72'
const LISTENER = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/pets/1/2'

const behind = (connectionId: string, more = {}) => ({ connectionType: 'VPC_LINK', connectionId, ...more })
const withAwsCli = await hasAwsCli()
const echoOf = async (response: Response) => (await response.json()) as Echo

describe('an integration behind a VPC link', () => {
  let gateway: RunningGateway
  let origin: Origin
  let client: APIGatewayClient
  let api: string
  let linkId: string

  beforeAll(async () => {
    origin = await startOrigin()
    gateway = await startGateway({
      args: ['--log'],
      env: {
        VPC_LINK_ORDERS: origin.url,
        VPC_LINK_DEAD: 'http://127.0.0.1:9',
        POSTERN_VPC_LINKS: JSON.stringify({ billing: `${origin.url}/echo/base`, [LISTENER]: `${origin.url}/echo/alb` }),
      },
    })
    client = sdkClient(gateway.url)
    const link = await client.send(new CreateVpcLinkCommand({ name: 'orders', targetArns: [NLB] }))
    linkId = link.id ?? ''
    const uri = 'http://orders.internal:8080'
    const document = documentOf('Private', {
      '/bound/{id}': { 'x-amazon-apigateway-any-method': proxyTo(`${uri}/echo/{id}`, behind(linkId)) },
      '/custom': { post: httpTo(`${uri}/echo/custom`, behind(linkId)) },
      '/tunnel': { get: proxyTo(`${uri}/invoices?b=2`, behind('billing')) },
      '/listener': { get: proxyTo(`${uri}/x`, behind('whatever', { integrationTarget: LISTENER })) },
      '/variable': { get: proxyTo(`${uri}/echo`, behind('${stageVariables.link}')) },
      '/nowhere': { get: proxyTo(`${uri}/x`, behind('zzz999')) },
      '/redirect': { get: proxyTo(`${uri}/redirect`, behind(linkId)) },
      '/slow': { get: proxyTo(`${uri}/hang`, behind(linkId, { timeoutInMillis: 300 })) },
      '/dead': { get: proxyTo(`${uri}/x`, behind('dead')) },
      '/mock': { get: mock('here') },
    })
    api = await deployDocument(client, document)
  })

  afterAll(async () => {
    client.destroy()
    await Promise.all([gateway.dispose(), origin.close()])
  })

  const invoke = (path: string, init?: RequestInit) =>
    fetch(gateway.invokeUrl(api, 'prod', path), { redirect: 'manual', ...init })

  test('reaches the bound service with method, path, query, body and the host of its URI', async () => {
    const put = await echoOf(await invoke('/bound/7?a=1', { method: 'PUT', body: 'content' }))
    expect([put.method, put.url, put.body]).toEqual(['PUT', '/echo/7?a=1', 'content'])
    // As AWS: "the URI sets the Host header".
    expect(put.headers.host).toBe('orders.internal:8080')
    expect(put.headers['x-amzn-apigateway-api-id']).toBe(api)
    const post = await echoOf(await invoke('/custom', { method: 'POST', body: '{}' }))
    expect([post.method, post.url, post.body]).toEqual(['POST', '/echo/custom', '{}'])
  })

  test('reaches the address that the configuration has for its link, with path and query of its URI', async () => {
    const tunnel = await echoOf(await invoke('/tunnel?a=1'))
    expect(tunnel.url).toBe('/echo/base/invoices?b=2&a=1')
    expect(tunnel.headers.host).toBe(`127.0.0.1:${origin.port}`)
    expect((await echoOf(await invoke('/listener'))).url).toBe('/echo/alb/x')
  })

  test('follows its stage variable', async () => {
    expect((await invoke('/variable')).status).toBe(500)
    const patchOperations = [{ op: 'replace', path: '/variables/link', value: linkId } as const]
    await client.send(new UpdateStageCommand({ restApiId: api, stageName: 'prod', patchOperations }))
    await expect.poll(async () => (await invoke('/variable')).status, { timeout: 5_000 }).toBe(200)
  })

  test('answers a redirect to the caller, and a timeout with 504', async () => {
    const response = await invoke('/redirect')
    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://elsewhere.example/there'])
    expect((await invoke('/slow')).status).toBe(504)
  })

  test('whose service does not answer: 504', async () => {
    const response = await invoke('/dead')
    expect([response.status, await response.text()]).toEqual([
      504,
      '{"message": "Network error communicating with endpoint"}',
    ])
  })

  test.skipIf(!withAwsCli)('that the second service model has leads where its name does, by AWS CLI', async () => {
    const aws = async (...args: string[]) => {
      const ran = await awsCli(gateway.url, 'apigatewayv2', ...args, '--output', 'json')
      return ran.code === 0 ? JSON.parse(ran.stdout || 'null') : ran.stderr
    }
    const created = await aws('create-vpc-link', '--name', 'orders', '--subnet-ids', 'subnet-a', '--tags', 'team=shop')
    expect(created).toMatchObject({ VpcLinkStatus: 'PENDING', VpcLinkVersion: 'V2', SubnetIds: ['subnet-a'] })
    const id = String(created.VpcLinkId)
    expect(await aws('get-vpc-link', '--vpc-link-id', id)).toMatchObject({ VpcLinkStatus: 'AVAILABLE' })
    const arn = `arn:aws:apigateway:us-east-1::/vpclinks/${id}`
    await aws('tag-resource', '--resource-arn', arn, '--tags', 'stage=dev')
    expect(await aws('get-tags', '--resource-arn', arn)).toEqual({ Tags: { team: 'shop', stage: 'dev' } })
    const integrationTarget = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/orders/3/4'
    const uri = 'http://orders.internal/echo/v2'
    const get = proxyTo(uri, behind(id, { integrationTarget }))
    const v2 = await deployDocument(client, documentOf('Second model', { '/orders': { get } }))
    expect((await echoOf(await fetch(gateway.invokeUrl(v2, 'prod', '/orders')))).url).toBe('/echo/v2')
    expect(await aws('delete-vpc-link', '--vpc-link-id', id)).toContain('BadRequestException')
    const unused = await aws('create-vpc-link', '--name', 'unused', '--subnet-ids', 'subnet-a')
    await aws('delete-vpc-link', '--vpc-link-id', unused.VpcLinkId)
    expect(await aws('get-vpc-link', '--vpc-link-id', unused.VpcLinkId)).toContain('NotFoundException')
  })

  test('that leads nowhere answers 500, says why in the log, and was named when it was deployed', async () => {
    const response = await invoke('/nowhere')
    expect([response.status, await response.text()]).toEqual([500, '{"message": "Internal server error"}'])
    const reason = 'VPC link zzz999 leads nowhere: the Worker has no binding VPC_LINK_ZZZ999'
    await expect.poll(() => gateway.stdout()).toContain(reason)
    const folder = mkdtempSync(join(tmpdir(), 'postern-e2e-'))
    const file = join(folder, 'openapi.json')
    const uri = 'http://orders.internal/x'
    writeFileSync(file, bytesOf(documentOf('Nowhere', { '/orders': { get: proxyTo(uri, behind('zzz999')) } })))
    const deployed = await postern(gateway.url, 'deploy', file)
    expect(deployed.code).toBe(0)
    expect(`${deployed.stdout}${deployed.stderr}`).toContain(reason)
    expect(`${deployed.stdout}${deployed.stderr}`).toContain('Calls answer 500: GET /orders')
    rmSync(folder, { recursive: true })
  })
})

describe.skipIf(!hasOpenssl())('a client certificate', () => {
  let folder: string
  let backend: Server
  let gateway: RunningGateway
  let client: APIGatewayClient
  let api: string
  let certificateId: string
  const seen: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'postern-mtls-'))
    certificates(folder)
    backend = await startTlsBackend(folder, seen)
    const { port } = backend.address() as AddressInfo // It listens on TCP, so this is an address with a port.
    const NODE_EXTRA_CA_CERTS = join(folder, 'server.crt')
    const first = await startGateway({ args: ['--log'], env: { NODE_EXTRA_CA_CERTS } })
    client = sdkClient(first.url)
    const generated = await client.send(new GenerateClientCertificateCommand({ description: 'to the backend' }))
    certificateId = generated.clientCertificateId ?? ''
    const uri = `https://localhost:${port}/who`
    api = await deployDocument(
      client,
      documentOf('Mutual', {
        '/who': { get: proxyTo(uri), post: httpTo(uri) },
        '/plain': { get: mock('no backend') },
      }),
    )
    gateway = first
  })

  afterAll(async () => {
    client.destroy()
    await gateway.dispose()
    await new Promise((done) => backend.close(done))
    rmSync(folder, { recursive: true, force: true })
  })

  const invoke = (path: string, init?: RequestInit) => fetch(gateway.invokeUrl(api, 'prod', path), init)
  const nameCertificate = () =>
    client.send(
      new UpdateStageCommand({
        restApiId: api,
        stageName: 'prod',
        patchOperations: [{ op: 'replace', path: '/clientCertificateId', value: certificateId }],
      }),
    )

  test('that no stage names is not shown: the backend refuses the call, and the caller gets 504', async () => {
    const response = await invoke('/who')
    expect([response.status, await response.text()]).toEqual([
      504,
      '{"message": "Network error communicating with endpoint"}',
    ])
    expect(seen).toEqual([])
  })

  test('that the stage names and no binding shows keeps calls from being made, and the log says why', async () => {
    await nameCertificate()
    await expect.poll(async () => (await invoke('/who')).status, { timeout: 5_000 }).toBe(500)
    expect(seen).toEqual([])
    const reason = `The stage names client certificate ${certificateId}, and the Worker has no binding CLIENT_CERTIFICATE_${certificateId.toUpperCase()}`
    await expect.poll(() => gateway.stdout()).toContain(reason)
    // UpdateStage has said so already.
    const warning = `${reason} to show it to the backend. Calls to https backends answer 500`
    await expect.poll(() => gateway.stderr()).toContain(warning)
    expect((await invoke('/plain')).status).toBe(200)
  })

  test('that the stage names and a binding shows reaches a backend that requires it', async () => {
    const { state, port } = gateway
    await gateway.stop()
    gateway = await startGateway({
      ...{ state, port },
      env: {
        NODE_EXTRA_CA_CERTS: join(folder, 'server.crt'),
        [`CLIENT_CERTIFICATE_${certificateId.toUpperCase()}`]: join(folder, 'client.pem'),
      },
    })
    const proxied = await invoke('/who')
    expect([proxied.status, await proxied.text()]).toEqual([200, 'gateway-client'])
    const custom = await invoke('/who', { method: 'POST', body: '{"a":1}' })
    expect([custom.status, await custom.text()]).toEqual([200, 'gateway-client'])
    expect(seen).toEqual(['GET /who', 'POST /who'])
  })

  test('is shown by TestInvokeMethod where the call names it, and only there', async () => {
    const { items: resources = [] } = await client.send(
      new (await import('@aws-sdk/client-api-gateway')).GetResourcesCommand({ restApiId: api }),
    )
    const resourceId = resources.find(({ path }) => path === '/who')?.id
    const method = { restApiId: api, resourceId, httpMethod: 'GET' }
    const shown = await client.send(new TestInvokeMethodCommand({ ...method, clientCertificateId: certificateId }))
    expect([shown.status, shown.body]).toEqual([200, 'gateway-client'])
    expect((await client.send(new TestInvokeMethodCommand(method))).status).toBe(504)
  })
})

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('SKIPPED: tests with client certificates, because `openssl` is not installed')
    return false
  }
}

/** `server.key`, `server.crt`, and `client.pem`, which holds both of the client. */
function certificates(folder: string): void {
  const make = (name: string, ...more: string[]) => {
    const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...more], {
      stdio: 'ignore',
    })
  }
  make('server', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost')
  make('client', '-subj', '/CN=gateway-client')
  const [key, certificate] = ['client.key', 'client.crt'].map((name) => readFileSync(join(folder, name), 'utf8'))
  writeFileSync(join(folder, 'client.pem'), `${key}${certificate}`)
}

/** Answers the name in the client's certificate; without one that it trusts, not at all. */
async function startTlsBackend(folder: string, seen: string[]): Promise<Server> {
  const read = (name: string) => readFileSync(join(folder, name))
  const settings = { key: read('server.key'), cert: read('server.crt'), ca: read('client.crt') }
  const server = createServer({ ...settings, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    seen.push(`${request.method} ${request.url}`)
    const { subject } = (request.socket as TLSSocket).getPeerCertificate() // An https server's sockets speak TLS.
    response.end(String(subject.CN))
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}
