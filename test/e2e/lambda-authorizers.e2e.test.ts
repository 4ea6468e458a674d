import {
  type APIGatewayClient,
  FlushStageAuthorizersCacheCommand,
  GetAuthorizersCommand,
  GetExportCommand,
  TestInvokeAuthorizerCommand,
} from '@aws-sdk/client-api-gateway'
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, LOCAL, sdkClient } from './clients.ts'
import { documentOf } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { type Origin, startOrigin } from './origin.ts'

// Lambda authorizers on workerd: functions put up with Lambda's own calls decide who may call.

const FUNCTIONS: Readonly<Record<string, string>> = {
  token: `let calls = 0
    exports.handler = async (event) => {
      calls++
      const token = event.authorizationToken
      if (token === 'refuse') throw new Error('Unauthorized')
      if (token === 'throw') throw new Error('broken ' + token)
      if (token === 'hang') await new Promise(() => setInterval(() => {}, 1000))
      if (token === 'garbage') return { principalId: 'p', policyDocument: 'all' }
      if (token === 'nothing') return
      if (token === 'nested') return { ...allow(event), context: { a: ['b'] } }
      return allow(event, token)
    }
    const allow = (event, token) => ({
      principalId: token ?? 'p',
      policyDocument: { Version: '2012-10-17', Statement: [{
        Action: 'execute-api:Invoke',
        Effect: token === 'deny' ? 'Deny' : 'Allow',
        Resource: token === 'narrow' ? event.methodArn : event.methodArn.split('/')[0] + '/*',
      }] },
      context: { calls, keys: Object.keys(event).sort().join(), yes: true },
    })`,
  request: `exports.handler = async (event) => ({
      principalId: event.headers['x-key'] + '/' + event.queryStringParameters.tenant,
      policyDocument: { Statement: { Action: '*', Effect: 'Allow', Resource: '*' } },
      context: { path: event.path, key: event.requestContext.identity.sourceIp },
    })`,
  echo: 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer ?? null) })',
  unpermitted: 'exports.handler = async () => ({})',
}

const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`
const uriOf = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arnOf(name)}/invocations`

const scheme = (name: string, authorizer: object) => ({
  ...{ type: 'apiKey', name, in: 'header', 'x-amazon-apigateway-authtype': 'custom' },
  'x-amazon-apigateway-authorizer': authorizer,
})
const SCHEMES = {
  token: scheme('Authorization', { type: 'token', authorizerUri: uriOf('token'), authorizerResultTtlInSeconds: 0 }),
  kept: scheme('Authorization', {
    ...{ type: 'token', authorizerUri: uriOf('token'), authorizerResultTtlInSeconds: 300 },
    identityValidationExpression: '[a-z]+',
  }),
  request: scheme('Unused', {
    ...{ type: 'request', authorizerUri: uriOf('request'), authorizerResultTtlInSeconds: 60 },
    identitySource: 'method.request.header.X-Key, method.request.querystring.tenant',
  }),
  missing: scheme('Authorization', { type: 'token', authorizerUri: uriOf('nowhere') }),
  unpermitted: scheme('Authorization', { type: 'token', authorizerUri: uriOf('unpermitted') }),
}

const guarded = (name: keyof typeof SCHEMES) => ({
  security: [{ [name]: [] }],
  responses: {},
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: uriOf('echo') },
})
const mapped = (url: string) => ({
  security: [{ token: [] }],
  responses: { '200': { description: 'ok' } },
  'x-amazon-apigateway-integration': {
    ...{ type: 'http', httpMethod: 'GET', uri: `${url}/echo/mapped` },
    requestParameters: {
      'integration.request.header.X-Principal': 'context.authorizer.principalId',
      'integration.request.header.X-Yes': 'context.authorizer.yes',
    },
    responses: { default: { statusCode: '200' } },
  },
})

let gateway: RunningGateway
let origin: Origin
let lambda: LambdaClient
let client: APIGatewayClient
let api: string

beforeAll(async () => {
  gateway = await startGateway()
  origin = await startOrigin()
  client = sdkClient(gateway.url)
  lambda = new LambdaClient({ endpoint: gateway.url, region: 'us-east-1', credentials: LOCAL, maxAttempts: 1 })
  for (const [name, source] of Object.entries(FUNCTIONS)) await putUp(name, source)
  const paths = {
    '/token': { get: guarded('token') },
    '/mapped': { get: mapped(origin.url) },
    '/kept': { get: guarded('kept') },
    '/kept/other': { get: guarded('kept') },
    '/request': { get: guarded('request') },
    '/missing': { get: guarded('missing') },
    '/unpermitted': { get: guarded('unpermitted') },
  }
  api = await deployDocument(client, documentOf('Guarded', paths, { components: { securitySchemes: SCHEMES } }))
}, 120_000)

afterAll(async () => {
  client.destroy()
  lambda.destroy()
  await origin.close()
  await gateway.dispose()
})

async function putUp(FunctionName: string, source: string): Promise<void> {
  const Code = { ZipFile: zipSync({ 'index.js': strToU8(source) }) }
  const Role = 'arn:aws:iam::000000000000:role/any'
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Role,
      Handler: 'index.handler',
      Timeout: 2,
      Code,
    }),
  )
  if (FunctionName === 'unpermitted') return
  const SourceArn = 'arn:aws:execute-api:us-east-1:000000000000:*/*'
  await lambda.send(
    new AddPermissionCommand({
      ...{ FunctionName, StatementId: 'api', Action: 'lambda:InvokeFunction', SourceArn },
      Principal: 'apigateway.amazonaws.com',
    }),
  )
}

async function call(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(gateway.invokeUrl(api, 'prod', path), { headers })
  return { status: response.status, errorType: response.headers.get('x-amzn-errortype'), body: await response.text() }
}

const withToken = (path: string, Authorization: string) => call(path, { Authorization })

describe('a TOKEN authorizer', () => {
  test('lets in whom its function allows, and tells the integration what it said', async () => {
    const { status, body } = await withToken('/token', 'alice')
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({
      principalId: 'alice',
      integrationLatency: expect.any(Number),
      calls: expect.stringMatching(/^\d+$/),
      keys: 'authorizationToken,methodArn,type',
      yes: 'true',
    })
  })

  test('reaches an HTTP backend by a mapping', async () => {
    const { body } = await withToken('/mapped', 'alice')
    expect(JSON.parse(body).headers).toMatchObject({ 'x-principal': 'alice', 'x-yes': 'true' })
  })

  test.each([
    [
      'deny',
      403,
      'AccessDeniedException',
      '{"Message":"User is not authorized to access this resource with an explicit deny"}',
    ],
    ['refuse', 401, 'UnauthorizedException', '{"message":"Unauthorized"}'],
    ['throw', 500, 'AuthorizerFailureException', '{"message":null}'],
    ['hang', 500, 'AuthorizerFailureException', '{"message":null}'],
    ['garbage', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['nothing', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['nested', 500, 'AuthorizerConfigurationException', '{"message":null}'],
  ])(
    'whose function decides to %s is answered as on AWS, before the backend',
    async (token, status, errorType, body) => {
      expect(await withToken('/token', token)).toEqual({ status, errorType, body })
      const before = origin.seen.length
      expect((await withToken('/mapped', token)).status).toBe(status)
      expect(origin.seen.length).toBe(before)
    },
  )

  test('answers 401 without a token, and 500 where its function may not be called', async () => {
    expect(await call('/token')).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' })
    for (const path of ['/missing', '/unpermitted'])
      expect(await withToken(path, 'a')).toMatchObject({ status: 500, errorType: 'AuthorizerConfigurationException' })
  })

  test('keeps a result, and holds its policy against each method', async () => {
    const first = await withToken('/kept', 'narrow')
    expect(first.status).toBe(200)
    expect(await withToken('/kept/other', 'narrow')).toMatchObject({
      status: 403,
      body: '{"Message":"User is not authorized to access this resource"}',
    })
    const again = JSON.parse((await withToken('/kept', 'narrow')).body)
    expect(again).toEqual({ ...JSON.parse(first.body), integrationLatency: 0 })
    expect(await withToken('/kept', 'Narrow')).toMatchObject({ status: 401 })
  })

  test('forgets what it kept when the stage is flushed', async () => {
    const callsOf = async () => Number(JSON.parse((await withToken('/kept', 'flushed')).body).calls)
    const before = await callsOf()
    expect(await callsOf()).toBe(before)
    await client.send(new FlushStageAuthorizersCacheCommand({ restApiId: api, stageName: 'prod' }))
    await expect.poll(callsOf, { timeout: 20_000 }).toBeGreaterThan(before)
  })
})

test('a REQUEST authorizer decides by all its sources, and needs each', async () => {
  const answer = await call('/request?tenant=blue', { 'X-Key': 'k' })
  expect(JSON.parse(answer.body)).toMatchObject({ principalId: 'k/blue', path: '/request' })
  const other = await call('/request?tenant=red', { 'X-Key': 'k' })
  expect(JSON.parse(other.body)).toMatchObject({ principalId: 'k/red' })
  expect(await call('/request?tenant=blue')).toMatchObject({ status: 401 })
  expect(await call('/request', { 'X-Key': 'k' })).toMatchObject({ status: 401 })
})

test('an authorizer is tested without a deployment, and shows what it says', async () => {
  const { items = [] } = await client.send(new GetAuthorizersCommand({ restApiId: api }))
  const authorizerId = items.find(({ name }) => name === 'token')?.id
  const tested = (Authorization: string) =>
    client.send(new TestInvokeAuthorizerCommand({ restApiId: api, authorizerId, headers: { Authorization } }))
  const denied = await tested('deny')
  expect(denied).toMatchObject({ clientStatus: 0, principalId: 'deny' })
  expect(JSON.parse(denied.policy ?? '')).toMatchObject({ Statement: [{ Effect: 'Deny' }] })
  expect(denied.log).toMatch(/ : Starting authorizer: [a-z0-9]+ for request: /)
  expect(await tested('refuse')).toMatchObject({ clientStatus: 401 })
  expect(await tested('garbage')).toMatchObject({ clientStatus: 500 })
})

test('100 callers at once each get their own verdict', async () => {
  const tokens = Array.from({ length: 100 }, (_, i) => `user${String.fromCharCode(97 + (i % 20))}`)
  const answers = await Promise.all(tokens.map((token) => withToken('/kept', token)))
  expect(answers.map(({ body }, i) => (answers[i]?.status === 200 ? JSON.parse(body).principalId : body))).toEqual(
    tokens,
  )
})

test('an export has the authorizers as they were imported', async () => {
  const { items = [] } = await client.send(new GetAuthorizersCommand({ restApiId: api }))
  expect(items.map(({ name }) => name).sort()).toEqual(Object.keys(SCHEMES).sort())
  const exported = await client.send(
    new GetExportCommand({
      ...{ restApiId: api, stageName: 'prod', exportType: 'oas30' },
      parameters: { extensions: 'authorizers' },
    }),
  )
  const { components } = JSON.parse(new TextDecoder().decode(exported.body))
  for (const [name, { 'x-amazon-apigateway-authorizer': authorizer }] of Object.entries(SCHEMES))
    expect(components.securitySchemes[name]['x-amazon-apigateway-authorizer']).toMatchObject(authorizer)
})
