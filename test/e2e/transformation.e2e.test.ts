import type { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, sdkClient } from './clients.ts'
import { documentOf, httpTo, mock } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { allBytes, type Echo, type Origin, startOrigin } from './origin.ts'

// Templates, conversions and gateway responses on workerd, which forbids what the unit tests' runtime lets pass.

let gateway: RunningGateway
let origin: Origin
let client: APIGatewayClient
let api: string

beforeAll(async () => {
  ;[gateway, origin] = await Promise.all([startGateway(), startOrigin()])
  client = sdkClient(gateway.url)
  api = await deployDocument(client, documentUnderTest())
})

afterAll(async () => {
  client.destroy()
  await Promise.all([gateway.dispose(), origin.close()])
})

/** A template for each kind of loop, call and override. */
const REQUEST = `#set($context.requestOverride.header.x-total = "$input.path('$.items').size()")
#set($context.requestOverride.querystring.from = $context.stage)
{"names": [#foreach($item in $input.path('$.items'))"$util.escapeJavaScript($item.name.replaceAll('[aeiou]', '*'))"#if($foreach.hasNext),#end#end]}`

const RESPONSE = `#set($context.responseOverride.status = 201)
#set($context.responseOverride.header.x-seen = $input.path('$.url'))
{"sent": $input.json('$.body'), "by": "$input.params('who')"}`

const answering = (response: Readonly<Record<string, unknown>>) => ({ responses: { default: response } })

function documentUnderTest() {
  const echo = `${origin.url}/echo`
  const hostile = `${'#foreach($i in [1..1000])'.repeat(6)}x${'#end'.repeat(6)}`
  return documentOf(
    'Transformed',
    {
      '/mock': { get: mock('{"from": "mock"}') },
      '/items': {
        post: httpTo(echo, {
          requestTemplates: { 'application/json': REQUEST },
          passthroughBehavior: 'never',
          ...answering({ statusCode: '200', responseTemplates: { 'application/json': RESPONSE } }),
        }),
      },
      '/hostile': { get: httpTo(echo, { requestTemplates: { 'application/json': hostile } }) },
      '/image': {
        get: httpTo(`${origin.url}/binary`, { httpMethod: 'GET' }),
        post: httpTo(echo, { contentHandling: 'CONVERT_TO_TEXT' }),
      },
    },
    {
      'x-amazon-apigateway-binary-media-types': ['application/octet-stream'],
      'x-amazon-apigateway-gateway-responses': {
        DEFAULT_4XX: {
          responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
          responseTemplates: {
            'application/json': '{"error":$context.error.messageString,"type":"$context.error.responseType"}',
            'text/html': '<p>$context.error.message ($context.stage)</p>',
          },
        },
        UNSUPPORTED_MEDIA_TYPE: { statusCode: 422 },
      },
    },
  )
}

const invoke = (path: string, init?: RequestInit) => fetch(gateway.invokeUrl(api, 'prod', path), init)
const json = (body: string) => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } })

async function expectServing(): Promise<void> {
  const response = await invoke('/mock')
  expect([response.status, await response.text()]).toEqual([200, '{"from": "mock"}'])
}

describe('mapping templates', () => {
  test('make the request, the answer, and override both', async () => {
    const response = await invoke('/items?who=me', json('{"items": [{"name": "Rex"}, {"name": "O\'Malley"}]}'))
    expect(response.status).toBe(201)
    expect(response.headers.get('x-seen')).toBe('/echo?from=prod')
    const { sent, by } = (await response.json()) as { sent: string; by: string }
    expect(by).toBe('me')
    expect(sent.trim()).toBe('{"names": ["R*x","O\\\'M*ll*y"]}')
  })

  test('answer 400 for a body that is no JSON', async () => {
    const response = await invoke('/items', json('{"items": ['))
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
      400,
      expect.stringContaining('Could not process payload'),
    ])
    await expectServing()
  })

  test('that would run for hours answer 500 soon, and others are served meanwhile', async () => {
    const start = Date.now()
    const [response] = await Promise.all([invoke('/hostile'), expectServing()])
    expect([response.status, await response.text()]).toEqual([500, '{"message": "Internal server error"}'])
    expect(Date.now() - start).toBeLessThan(2_000)
    await expectServing()
  })

  test('that do not parse are refused at deployment with their place', async () => {
    const broken = { get: httpTo(origin.url, { requestTemplates: { 'application/json': '{\n  #if($x)' } }) }
    await expect(deployDocument(client, documentOf('Broken', { '/pets': broken }))).rejects.toThrow(
      /GET \/pets.*application\/json mapping template of the request, line 2, column \d+/,
    )
    await expectServing()
  })
})

describe('content handling', () => {
  test('gives the bytes to who accepts them first, base64 to others', async () => {
    const binary = await invoke('/image', { headers: { accept: 'application/octet-stream' } })
    expect(new Uint8Array(await binary.arrayBuffer())).toEqual(allBytes())
    const text = await invoke('/image', { headers: { accept: 'text/plain' } })
    expect(await text.text()).toBe(Buffer.from(allBytes()).toString('base64'))
  })

  test('sends a binary body as base64 where the owner converts it to text', async () => {
    const headers = { 'content-type': 'application/octet-stream' }
    const { body } = (await (await invoke('/image', { method: 'POST', body: allBytes(), headers })).json()) as Echo
    expect(body).toBe(Buffer.from(allBytes()).toString('base64'))
  })
})

describe('gateway responses', () => {
  test('have the headers and the template of their class', async () => {
    const response = await invoke('/nowhere')
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.text()).toBe('{"error":"Missing Authentication Token","type":"MISSING_AUTHENTICATION_TOKEN"}')
  })

  test('have the template that the caller accepts', async () => {
    const response = await invoke('/nowhere', { headers: { accept: 'text/html' } })
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(await response.text()).toBe('<p>Missing Authentication Token (prod)</p>')
  })

  test('of a type of its own take nothing from its class', async () => {
    const response = await invoke('/items', { ...json('a'), headers: { 'content-type': 'text/plain' } })
    expect([response.status, await response.text()]).toEqual([422, '{"message": "Unsupported Media Type"}'])
    expect(response.headers.has('access-control-allow-origin')).toBe(false)
  })
})
