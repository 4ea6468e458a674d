import { describe, expect, it } from 'vitest'
import { GATEWAY_ERRORS, GatewayError, type GatewayErrorType } from '../../src/errors/gateway-error.ts'
import { gatewayResponse } from '../../src/gateway/gateway-response.ts'

const types = Object.keys(GATEWAY_ERRORS) as GatewayErrorType[]

describe('gateway responses', () => {
  it.each(types)('%s is JSON with its error type and no trace header', (type) => {
    const reply = gatewayResponse(new GatewayError(type))
    expect(JSON.parse(reply.body as string)).toEqual({
      [type === 'ACCESS_DENIED' ? 'Message' : 'message']: GATEWAY_ERRORS[type][2],
    })
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.headers.get('x-amzn-errortype')).toBe(GATEWAY_ERRORS[type][1])
    expect(reply.headers.has('x-amzn-trace-id')).toBe(false)
  })

  it('has a space after the colon where the execution layer refuses: 36 bytes (recorded, ger-0026)', () => {
    expect(gatewayResponse(new GatewayError('API_CONFIGURATION_ERROR')).body).toBe(
      '{"message": "Internal server error"}',
    )
  })

  it('has none where the front door refuses', () => {
    expect(gatewayResponse(new GatewayError('FORBIDDEN')).body).toBe('{"message":"Forbidden"}')
  })

  it("takes the status of the type's own response before that of its class (documented)", () => {
    const customised = {
      DEFAULT_4XX: { responseType: 'DEFAULT_4XX', statusCode: '400' },
      THROTTLED: { responseType: 'THROTTLED', statusCode: '420' },
    }
    const statusOf = (type: GatewayErrorType) => gatewayResponse(new GatewayError(type), customised).status
    expect([statusOf('UNAUTHORIZED'), statusOf('THROTTLED'), statusOf('INTEGRATION_TIMEOUT')]).toEqual([400, 420, 504])
  })

  it('lets nobody customise 413 (documented)', () => {
    const customised = { DEFAULT_4XX: { responseType: 'DEFAULT_4XX', statusCode: '400' } }
    expect(gatewayResponse(new GatewayError('REQUEST_TOO_LARGE'), customised).status).toBe(413)
  })
})
