import { type APIGatewayClient, GetResourcesCommand, TestInvokeMethodCommand } from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AwsAnswer, type AwsServer, startAwsServer } from './aws-server.ts'
import { deployDocument, sdkClient } from './clients.ts'
import { documentOf, mock, type Operation } from './documents.ts'
import { freePort, type RunningGateway, startGateway } from './gateway.ts'
import { type Origin, startOrigin } from './origin.ts'

// Who signs calls to AWS services, and what becomes of calls that fail, on the real Worker.

const KEY = { accessKeyId: 'AKIDPOSTERN', secretAccessKey: 'a-secret-that-nobody-may-see' }
const ROLE_KEY = { accessKeyId: 'ASIAROLE', secretAccessKey: 'a-role-secret-that-nobody-may-see' }
const TOKEN = `${'session-token-that-nobody-may-see/'.repeat(8)}tail==`
const SECRETS = { [KEY.accessKeyId]: KEY.secretAccessKey, [ROLE_KEY.accessKeyId]: ROLE_KEY.secretAccessKey }
const ROLE = 'arn:aws:iam::123456789012:role/queues'

const aws = (service: string, integration: object = {}): Operation => ({
  responses: { 200: { description: 'ok' }, 502: { description: 'not ok' } },
  'x-amazon-apigateway-integration': {
    ...{ type: 'aws', httpMethod: 'POST', uri: `arn:aws:apigateway:us-east-1:${service}` },
    responses: { default: { statusCode: 200 }, '5\\d\\d': { statusCode: 502 } },
    ...integration,
  },
})

const invoke = (gateway: RunningGateway, api: string, path: string) => fetch(gateway.invokeUrl(api, 'prod', path))
const INTERNAL = '{"message": "Internal server error"}'

describe('calls to AWS services', () => {
  let server: AwsServer
  let origin: Origin
  let gateway: RunningGateway
  let client: APIGatewayClient
  let api: string
  let sts: () => AwsAnswer

  beforeAll(async () => {
    ;[server, origin] = await Promise.all([
      startAwsServer(SECRETS, ({ service }) => (service === 'sts' ? sts() : { body: '{"ok": true}' })),
      startOrigin(),
    ])
    gateway = await startGateway({
      args: ['--log'],
      env: {
        POSTERN_AWS_ACCESS_KEY_ID: KEY.accessKeyId,
        POSTERN_AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
        POSTERN_ENDPOINT_STS: `${server.url}/sts`,
        POSTERN_ENDPOINT_SQS: server.url,
        POSTERN_ENDPOINT_SNS: 'nowhere',
        POSTERN_ENDPOINT_IOTDATA: origin.url,
        POSTERN_ENDPOINT_LOGS: `http://127.0.0.1:${await freePort()}`,
      },
    })
    client = sdkClient(gateway.url)
    api = await deployDocument(
      client,
      documentOf('Calls', {
        '/mock': { get: mock('{}') },
        '/own': { get: aws('sqs:path/1/q') },
        '/role': { get: aws('sqs:path/1/q', { credentials: ROLE }) },
        '/denied': { get: aws('sqs:path/1/q', { credentials: `${ROLE}-denied` }) },
        '/caller': { get: aws('sqs:path/1/q', { credentials: 'arn:aws:iam::*:user/*' }) },
        '/misplaced': { get: aws('sns:action/Publish') },
        '/down': { get: aws('logs:action/PutLogEvents') },
        '/garbage': { get: aws('iotdata:path/garbage') },
        '/failing': { get: aws('iotdata:path/status/503') },
        '/hang': { get: aws('iotdata:path/hang', { timeoutInMillis: 300 }) },
        '/close': { get: aws('iotdata:path/close') },
      }),
    )
  })

  afterAll(async () => {
    client?.destroy()
    await Promise.all([gateway?.dispose(), server?.close(), origin?.close()])
  })

  beforeEach(() => {
    server.seen.length = 0
    const expires = new Date(Date.now() + 3_600_000).toISOString()
    sts = () => ({
      body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${ROLE_KEY.accessKeyId}</AccessKeyId>
        <SecretAccessKey>${ROLE_KEY.secretAccessKey}</SecretAccessKey><SessionToken>${TOKEN}</SessionToken>
        <Expiration>${expires}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      headers: { 'content-type': 'text/xml' },
    })
  })

  test("are signed with the gateway's own key where no role is named", async () => {
    expect(await (await invoke(gateway, api, '/own')).json()).toEqual({ ok: true })
    expect(server.seen.map(({ service, accessKeyId }) => [service, accessKeyId])).toEqual([['sqs', KEY.accessKeyId]])
  })

  test('are signed with the role, which is assumed once for all of them', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => invoke(gateway, api, '/role')))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    const [assumed, ...calls] = server.seen
    expect(assumed).toMatchObject({ service: 'sts', path: '/sts/', accessKeyId: KEY.accessKeyId })
    expect(new URLSearchParams(assumed?.body).get('RoleArn')).toBe(ROLE)
    expect(calls).toHaveLength(20)
    expect(new Set(calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set([ROLE_KEY.accessKeyId]))
    expect(new Set(calls.map(({ sessionToken }) => sessionToken))).toEqual(new Set([TOKEN]))
    await invoke(gateway, api, '/role')
    expect(server.seen.filter(({ service }) => service === 'sts')).toHaveLength(1)
  })

  test.each([
    ['denied', 403, '<Error><Code>AccessDenied</Code></Error>', 'does not have permission to assume the provided role'],
    ['garbage', 200, 'garbage', 'holds no credentials'],
  ])('answer 500 for a role that STS answers with %s, and the log says why', async (_, status, body, reason) => {
    sts = () => ({ status, body })
    const response = await invoke(gateway, api, '/denied')
    expect([response.status, await response.text()]).toEqual([500, INTERNAL])
    await expect.poll(() => gateway.stdout()).toContain(reason)
  })

  test.each([
    ['/caller', 500, 'IAM authorization'],
    ['/misplaced', 500, 'POSTERN_ENDPOINT_SNS is no URL of an endpoint'],
    ['/down', 504, 'INTEGRATION_FAILURE'],
    ['/garbage', 504, 'INTEGRATION_FAILURE'],
    ['/close', 504, 'INTEGRATION_FAILURE'],
    ['/hang', 504, 'INTEGRATION_TIMEOUT'],
    ['/failing', 502, '"integrationStatus":503'],
  ])('that fail answer as on AWS, and others are served on: %s %i', async (path, status, logged) => {
    const response = await invoke(gateway, api, path)
    expect(response.status).toBe(status)
    if (status === 500) expect(await response.text()).toBe(INTERNAL)
    await expect.poll(() => gateway.stdout()).toContain(logged)
    expect((await invoke(gateway, api, '/mock')).status).toBe(200)
  })

  test('are shown by TestInvokeMethod as on AWS, the signature and the session token masked', async () => {
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId: api }))
    const resourceId = items.find(({ path }) => path === '/role')?.id
    const { status, log = '' } = await client.send(
      new TestInvokeMethodCommand({ restApiId: api, resourceId, httpMethod: 'GET' }),
    )
    expect(status).toBe(200)
    expect(log).toContain(`Endpoint request URI: ${server.url}/1/q`)
    const headers = log.split('\n').find((line) => line.includes('Endpoint request headers'))
    expect(headers).toMatch(/Authorization=\*{100,}[0-9a-f]{6}[,}]/)
    expect(headers).toContain('X-Amz-Security-Token=****')
    expect(log).not.toContain('that-nobody-may-see')
  })

  test('leave no secret in the log', async () => {
    expect(gateway.stdout()).toContain('/prod/role')
    expect(gateway.stdout() + gateway.stderr()).not.toContain('that-nobody-may-see')
  })
})

test('without credentials a call answers 500, and the log names the secrets to set', async () => {
  const gateway = await startGateway({ args: ['--log'], env: { POSTERN_ENDPOINT_SQS: 'http://127.0.0.1:9' } })
  const client = sdkClient(gateway.url)
  try {
    const api = await deployDocument(
      client,
      documentOf('Without', {
        '/states': { get: aws('states:action/ListStateMachines') },
        '/mock': { get: mock('{}') },
      }),
    )
    const response = await invoke(gateway, api, '/states')
    expect([response.status, await response.text()]).toEqual([500, INTERNAL])
    await expect.poll(() => gateway.stdout()).toContain('POSTERN_AWS_ACCESS_KEY_ID')
    expect((await invoke(gateway, api, '/mock')).status).toBe(200)
  } finally {
    client.destroy()
    await gateway.dispose()
  }
})
