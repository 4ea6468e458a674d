import { describe, expect, it } from 'vitest'
import { OutboundError } from '../../src/bindings/outbound.ts'
import type { Integration } from '../../src/definition/rest-api.ts'
import { linkIntegration, parseIntegration } from '../../src/integrations/index.ts'
import { Problems } from '../../src/lib/problems.ts'
import { exchangeFor, fakeBackend, fakeServices, runExchange, specOf } from '../gateway/fake-services.ts'

const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations'

/** One of each type that this version serves, with all it may have. */
const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  MOCK: {
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: {
      200: { statusCode: '200', responseTemplates: { 'application/json': '{}' } },
      404: { statusCode: '404', selectionPattern: '4\\d\\d' },
    },
  },
  HTTP: {
    type: 'HTTP',
    httpMethod: 'POST',
    uri: 'https://backend.example/{id}',
    timeoutInMillis: 1_000,
    passthroughBehavior: 'WHEN_NO_TEMPLATES',
    requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
    integrationResponses: {
      200: { statusCode: '200', responseParameters: { 'method.response.header.X': 'integration.response.header.X' } },
    },
  },
  HTTP_PROXY: {
    type: 'HTTP_PROXY',
    httpMethod: 'ANY',
    uri: 'https://${stageVariables.host}/{id}',
    requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
  },
  AWS: {
    type: 'AWS',
    httpMethod: 'POST',
    uri: 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/{queue}',
    credentials: 'arn:aws:iam::123456789012:role/queues',
    requestParameters: { 'integration.request.path.queue': 'method.request.path.queue' },
    requestTemplates: { 'application/json': 'Action=SendMessage' },
    integrationResponses: { 200: { statusCode: '200', selectionPattern: '2\\d\\d' } },
  },
  'AWS, a function': {
    type: 'AWS',
    httpMethod: 'POST',
    uri: LAMBDA,
    requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
    requestTemplates: { 'application/json': '{}' },
    integrationResponses: { 200: { statusCode: '200' } },
  },
  AWS_PROXY: {
    type: 'AWS_PROXY',
    httpMethod: 'POST',
    uri: LAMBDA,
    requestParameters: { 'integration.request.header.TE': "'gzip'" },
  },
  'a service that is not served': { type: 'AWS_PROXY', httpMethod: 'POST', uri: 'arn:aws:apigateway:x' },
}

describe.each(Object.entries(INTEGRATIONS))('integration %s', (_, integration) => {
  it('has a spec that survives JSON, and no member without a value', () => {
    const spec = parseIntegration(integration, 'GET /', new Problems())
    expect(JSON.parse(JSON.stringify(spec))).toStrictEqual(spec)
  })

  it('links without touching a request', () => {
    expect(linkIntegration(specOf(integration)).call).toBeTypeOf('function')
  })

  it('reports every problem at once and gives no spec', () => {
    const problems = new Problems()
    const broken: Integration = {
      ...integration,
      uri: 'nowhere',
      httpMethod: 'FETCH',
      timeoutInMillis: 1,
      requestParameters: { 'integration.request.header.a': 'b', c: "'d'" },
      integrationResponses: { 20: { statusCode: '20' }, 500: { statusCode: '500', selectionPattern: '(' } },
    }
    const spec = parseIntegration(broken, 'GET /pets', problems)
    expect(spec).toBeUndefined()
    // Of what a function is called with AWS looks at nothing else.
    expect(problems.errors.length).toBeGreaterThan(integration.type === 'AWS_PROXY' ? 0 : 2)
    expect(problems.errors.every(({ place }) => place === 'GET /pets')).toBe(true)
  })
})

describe('what this version does not serve', () => {
  const http = INTEGRATIONS.HTTP as Integration
  const mock = INTEGRATIONS.MOCK as Integration

  it.each<[string, Integration]>([
    [
      'a URI that names no function',
      { type: 'AWS_PROXY', httpMethod: 'POST', uri: 'arn:aws:apigateway:x:firehose:path/f' },
    ],
    ['insecureSkipVerification', { ...http, uri: 'https://a.example', tlsConfig: { insecureSkipVerification: true } }],
  ])('is named: %s', async (name, integration) => {
    const problems = new Problems()
    const spec = parseIntegration(integration, 'GET /', problems)
    expect(problems.errors).toEqual([])
    expect(problems.warnings.at(-1)?.message).toContain(name)
    expect(spec?.type).toBe('NOT_SERVED')
    const x = exchangeFor({ integration })
    await expect(runExchange(x)).rejects.toMatchObject({
      type: 'API_CONFIGURATION_ERROR',
      detail: { reason: expect.stringContaining(name) },
    })
  })

  it('does not keep a CORS answer with CONVERT_TO_TEXT from being served', () => {
    expect(specOf({ ...mock, contentHandling: 'CONVERT_TO_TEXT' }).type).toBe('MOCK')
  })
})

describe.each(['HTTP', 'HTTP_PROXY'])('%s, when the backend does not answer', (name) => {
  const integration = INTEGRATIONS[name] as Integration
  const options = { integration, stageVariables: { host: 'backend.example' } }

  it.each([
    ['timeout', 'INTEGRATION_TIMEOUT'],
    ['unreachable', 'INTEGRATION_FAILURE'],
    ['refused-address', 'API_CONFIGURATION_ERROR'],
  ] as const)('answers a %s with %s and says why in the log', async (failure, type) => {
    const outbound = () => Promise.reject(new OutboundError(failure, 'backend.example is a private address'))
    const x = exchangeFor({ ...options, services: fakeServices({ outbound }) })
    await expect(runExchange(x)).rejects.toMatchObject({ type, detail: { reason: /backend\.example/ } })
    expect(x.record.integrationError).toMatch(/backend\.example/)
    expect(x.record.integrationLatency).toBe(0)
  })

  it('lets a mistake of ours through as it is', async () => {
    const outbound = () => Promise.reject(new TypeError('bug'))
    await expect(runExchange(exchangeFor({ ...options, services: fakeServices({ outbound }) }))).rejects.toThrow('bug')
  })

  it('keeps status and latency of the call in the record', async () => {
    let now = 0
    const backend = fakeBackend(() => {
      now += 42
      return new Response('x', { status: 201 })
    })
    const x = exchangeFor({ ...options, services: fakeServices({ outbound: backend.outbound, now: () => now }) })
    await runExchange(x)
    expect(x.record).toMatchObject({ integrationStatus: 201, integrationLatency: 42 })
    expect(x.record.traceId).toBe(backend.received[0]?.headers.get('x-amzn-trace-id'))
  })
})
