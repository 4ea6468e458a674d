/**
 * `x-amazon-apigateway-gateway-responses`: the owner's form of the gateway's own answers.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.html
 */
import type { GatewayResponse, Part } from '../../definition/parts.ts'
import { GATEWAY_ERRORS } from '../../errors/gateway-error.ts'
import { present } from '../json-value.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

const GATEWAY_RESPONSES = 'x-amazon-apigateway-gateway-responses'
/** Refusals that AWS has no response type for: an owner reaches them through the defaults. */
const WITHOUT_TYPE = [
  'INVALID_JSON',
  'INTERNAL_FAILURE',
  'REQUEST_HEADER_FIELDS_TOO_LARGE',
  'URI_TOO_LONG',
  'FORBIDDEN',
  'UNAVAILABLE',
]
const RESPONSE_TYPES = new Set([
  ...Object.keys(GATEWAY_ERRORS).filter((type) => !WITHOUT_TYPE.includes(type)),
  ...['DEFAULT_4XX', 'DEFAULT_5XX'],
])

/** The customised responses of the document. */
export function readGatewayResponses(reading: Reading): Part<GatewayResponse>[] {
  if (!reading.claims.take(reading.root, GATEWAY_RESPONSES)) return []
  const responses = reading.root.fields(GATEWAY_RESPONSES)
  if (responses?.keys().length) reading.report.uses(GATEWAY_RESPONSES, responses.place)
  return (responses?.keys() ?? []).flatMap((type) => {
    const fields = responses?.fields(type)
    if (!RESPONSE_TYPES.has(type))
      reading.report.error(responses?.at(type) ?? '', `is no response type: one of ${[...RESPONSE_TYPES].join(', ')}`)
    return fields ? [readResponse(reading, fields, type)] : []
  })
}

function readResponse(reading: Reading, fields: Fields, responseType: string): Part<GatewayResponse> {
  fields.warnUnknown(['statusCode', 'responseParameters', 'responseTemplates'], 'a gateway response')
  const body = present<GatewayResponse>({
    responseType,
    statusCode: fields.integer('statusCode', 200, 599)?.toString(),
    responseParameters: fields.textMap('responseParameters'),
    responseTemplates: fields.textMap('responseTemplates'),
    defaultResponse: false,
  })
  return { kind: 'GatewayResponse', id: reading.ids.part('GatewayResponse', responseType), name: responseType, body }
}
