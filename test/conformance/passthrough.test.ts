import { expect } from 'vitest'
import type { Integration, Templates } from '../../src/definition/rest-api.ts'
import { GATEWAY_ERRORS, GatewayError } from '../../src/errors/gateway-error.ts'
import { defaultGatewayResponse } from '../../src/gateway/gateway-response.ts'
import { exchangeFor, fakeBackend, fakeServices, runExchange, textOf } from '../gateway/fake-services.ts'
import { conformance } from './runner.ts'

interface Input {
  readonly integrationType?: 'MOCK'
  readonly passthroughBehavior: Integration['passthroughBehavior']
  readonly requestTemplates: Templates | null
  readonly responseTemplates?: Templates
  readonly contentType?: string | null
  readonly body?: string
  readonly request?: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly path: string
    readonly body: string
  }
}

interface Expected {
  readonly body?: string
  readonly status?: number
  readonly bodyJson?: unknown
  readonly error?: {
    readonly status: number
    readonly gatewayResponseType: string
    readonly message: string
    readonly errorType: string
  }
}

conformance<Input, Expected>({
  area: 'passthrough',
  check: ({ input, expected }) => (input.request === undefined ? sent(input, expected) : mocked(input, expected)),
})

/** What a backend receives. */
async function sent(input: Input, { body: expected, error }: Expected): Promise<void> {
  const { passthroughBehavior, requestTemplates, contentType, body = '' } = input
  const backend = fakeBackend()
  const x = exchangeFor({
    method: 'POST',
    body,
    headers: contentType ? { 'content-type': contentType } : {},
    services: fakeServices({ outbound: backend.outbound }),
    integration: {
      type: 'HTTP',
      httpMethod: 'POST',
      uri: 'https://backend.example/',
      passthroughBehavior,
      requestTemplates: requestTemplates ?? {},
      integrationResponses: { 200: { statusCode: '200' } },
    },
  })
  const outcome = await runExchange(x).catch((thrown: unknown) => thrown)
  if (error === undefined) expect(backend.received[0]?.text).toBe(expected)
  else {
    if (!(outcome instanceof GatewayError)) throw new Error('Not refused')
    const { status, body: message, headers } = defaultGatewayResponse(outcome)
    expect({
      status,
      gatewayResponseType: outcome.type,
      message: JSON.parse(String(message)).message,
      errorType: headers.get('x-amzn-errortype'),
    }).toEqual(error)
    expect(GATEWAY_ERRORS).toHaveProperty(outcome.type)
  }
}

/** What a MOCK answers. */
async function mocked(input: Input, expected: Expected): Promise<void> {
  const { passthroughBehavior, requestTemplates, responseTemplates, request } = input
  const reply = await runExchange(
    exchangeFor({
      ...request,
      pathParameters: { id: (request?.path ?? '').slice(1) },
      route: { resourcePath: '/{id}' },
      integration: {
        type: 'MOCK',
        passthroughBehavior,
        requestTemplates: requestTemplates ?? {},
        integrationResponses: { 200: { statusCode: '200', responseTemplates } },
      },
    }),
  )
  expect(reply.status).toBe(expected.status)
  expect(JSON.parse(await textOf(reply))).toEqual(expected.bodyJson)
}
