import { describe, expect, it } from 'vitest'
import type { GatewayResponse } from '../../src/definition/parts.ts'
import { GATEWAY_ERRORS, GatewayError, type GatewayErrorType } from '../../src/errors/gateway-error.ts'
import { defaultGatewayResponse, linkGatewayResponses, messageOf } from '../../src/gateway/gateway-response.ts'
import { refusalSource } from '../../src/gateway/live-sources.ts'
import { type ExchangeOptions, exchangeFor } from './fake-services.ts'

const types = Object.keys(GATEWAY_ERRORS) as GatewayErrorType[]

describe('gateway responses', () => {
  it.each(types)('%s is JSON with its error type and no trace header', (type) => {
    const reply = defaultGatewayResponse(new GatewayError(type))
    expect(JSON.parse(reply.body as string)).toEqual({
      [type === 'ACCESS_DENIED' ? 'Message' : 'message']: GATEWAY_ERRORS[type][2],
    })
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.headers.get('x-amzn-errortype')).toBe(GATEWAY_ERRORS[type][1])
    expect(reply.headers.has('x-amzn-trace-id')).toBe(false)
  })

  it('has a space after the colon where the execution layer refuses: 36 bytes (recorded, ger-0026)', () => {
    expect(defaultGatewayResponse(new GatewayError('API_CONFIGURATION_ERROR')).body).toBe(
      '{"message": "Internal server error"}',
    )
  })

  it('has none where the front door refuses', () => {
    expect(defaultGatewayResponse(new GatewayError('FORBIDDEN')).body).toBe('{"message":"Forbidden"}')
  })
})

interface Refusal {
  readonly error?: GatewayError
  readonly request?: ExchangeOptions
}

type Customised = Readonly<Record<string, Omit<GatewayResponse, 'responseType'>>>

/** What a caller receives of a refusal that its owner customised so. */
function refused(customised: Customised, { error = new GatewayError('THROTTLED'), request }: Refusal = {}) {
  const x = exchangeFor(request)
  Object.assign(x.record, {
    errorType: error.type,
    errorMessage: messageOf(error),
    validationErrorString: error.detail.validationErrorString,
  })
  const { stage, pathParameters, arrival, record } = x
  const responses = Object.entries(customised).map(([type, owner]) => [type, { responseType: type, ...owner }])
  const source = () => refusalSource({ arrival, record, variables: stage.variables, pathParameters })
  return linkGatewayResponses(Object.fromEntries(responses))(error, source)
}

const template = (text: string) => ({ responseTemplates: { 'application/json': text } })

describe('customised gateway responses', () => {
  it("take the type's own response before that of its class (documented)", () => {
    const customised = { DEFAULT_4XX: { statusCode: '400' }, THROTTLED: { statusCode: '420' } }
    const statusOf = (type: GatewayErrorType) => refused(customised, { error: new GatewayError(type) }).status
    expect([statusOf('UNAUTHORIZED'), statusOf('THROTTLED'), statusOf('INTEGRATION_TIMEOUT')]).toEqual([400, 420, 504])
  })

  it('let nobody customise 413 (documented)', () => {
    const error = new GatewayError('REQUEST_TOO_LARGE')
    expect(refused({ DEFAULT_4XX: { statusCode: '400', ...template('x') } }, { error })).toEqual(
      defaultGatewayResponse(error),
    )
  })

  it("keep AWS's body and Content-Type where the owner gives no template", () => {
    const { body, headers } = refused({ THROTTLED: { statusCode: '420' } })
    expect([body, headers.get('content-type')]).toEqual(['{"message":"Too Many Requests"}', 'application/json'])
  })

  it('set headers from text, the request, the context and stage variables (documented)', () => {
    const responseParameters = {
      'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
      'gatewayresponse.header.x-request-header': 'method.request.header.Accept',
      'gatewayresponse.header.x-request-query': 'method.request.querystring.q',
      'gatewayresponse.header.x-request-path': 'method.request.path.petId',
      'gatewayresponse.header.x-stage': 'context.stage',
      'gatewayresponse.header.x-variable': 'stageVariables.v',
      'gatewayresponse.header.x-missing': 'method.request.header.X-Missing',
    }
    const request = {
      headers: { accept: 'text/plain' },
      rawQuery: 'q=1&q=%C3%A4',
      pathParameters: { petId: '7' },
      stageVariables: { v: 'on' },
    }
    const { headers } = refused({ DEFAULT_4XX: { responseParameters } }, { request })
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'application/json',
      'x-amzn-errortype': 'TooManyRequestsException',
      'access-control-allow-origin': '*',
      'x-request-header': 'text/plain',
      'x-request-query': 'ä',
      'x-request-path': '7',
      'x-stage': 'prod',
      'x-variable': 'on',
    })
  })

  it('leave out a header that the request would break: a line break, a length (our own choice)', () => {
    const responseParameters = {
      'gatewayresponse.header.x-query': 'method.request.querystring.q',
      'gatewayresponse.header.Content-Length': "'0'",
      'gatewayresponse.header.Transfer-Encoding': "'chunked'",
    }
    const { headers } = refused({ THROTTLED: { responseParameters } }, { request: { rawQuery: 'q=a%0d%0ab' } })
    expect(headers.keys()).toEqual(['content-type', 'x-amzn-errortype'])
  })

  it('fill templates with simple variables, and nothing else (documented: no Velocity)', () => {
    const text =
      '#set($x = 1){"message":$context.error.messageString,"type":"$context.error.responseType","at":"$context.stage.",' +
      '"v":"$stageVariables.v","a":"$method.request.header.X-From","b":"$method.request.querystring.q-$context.stage",' +
      '"c":"$context.unknown","d":"$input.body ${context.stage} $5"}'
    const request = { headers: { 'x-from': 'me' }, rawQuery: 'q=1', stageVariables: { v: 'on' } }
    expect(refused({ THROTTLED: template(text) }, { request }).body).toBe(
      '#set($x = 1){"message":"Too Many Requests","type":"THROTTLED","at":"prod.",' +
        '"v":"on","a":"me","b":"1-prod","c":"","d":"$input.body ${context.stage} $5"}',
    )
  })

  it('show what a request validator found (documented)', () => {
    const error = new GatewayError('BAD_REQUEST_BODY', { validationErrorString: '[object is missing "name"]' })
    const text = '{"message":$context.error.messageString,"errors":"$context.error.validationErrorString"}'
    expect(refused({ BAD_REQUEST_BODY: template(text) }, { error }).body).toBe(
      '{"message":"Invalid request body","errors":"[object is missing "name"]"}',
    )
  })

  it('read null from the message of a refusal that has none', () => {
    const error = new GatewayError('AUTHORIZER_FAILURE')
    expect(refused({ DEFAULT_5XX: template('{"message":$context.error.messageString}') }, { error }).body).toBe(
      '{"message":null}',
    )
  })

  const responseTemplates = { 'application/json': '{}', 'text/html': '<p>$context.error.message</p>' }

  it.each([
    ['text/html,application/xhtml+xml', '<p>Too Many Requests</p>', 'text/html'],
    ['application/json', '{}', 'application/json'],
    ['image/png', '{}', 'application/json'],
  ])('choose the template by Accept: %s (as integration responses do)', (accept, body, type) => {
    const reply = refused({ DEFAULT_4XX: { responseTemplates } }, { request: { headers: { accept } } })
    expect([reply.body, reply.headers.get('content-type')]).toEqual([body, type])
  })

  it('let a header of the owner name the Content-Type', () => {
    const responseParameters = { 'gatewayresponse.header.content-type': "'application/problem+json'" }
    const reply = refused({ DEFAULT_4XX: { responseParameters, ...template('{}') } })
    expect(reply.headers.get('content-type')).toBe('application/problem+json')
  })

  it('survive a parameter that an older version stored and that is none', () => {
    const responseParameters = { 'header.x': "'1'", 'gatewayresponse.header.y': 'method.request.body' }
    expect(refused({ DEFAULT_4XX: { responseParameters } }).status).toBe(429)
  })

  it('take no longer for a template of nothing but names', () => {
    const text = `$method.request.header.${'a-'.repeat(50_000)}`.repeat(3)
    const start = performance.now()
    refused({ DEFAULT_4XX: template(text) })
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})
