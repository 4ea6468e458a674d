/**
 * `x-amazon-apigateway-gateway-responses`: the owner's form of the gateway's own answers.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.html
 */
import type { GatewayResponse, Part } from '../../definition/parts.ts'
import { GATEWAY_RESPONSE_TYPES, isGatewayResponseType } from '../../errors/gateway-response-type.ts'
import { gatewayParameterFault } from '../../mapping/gateway-parameter.ts'
import { at, definedMembers, type JsonObject, present } from '../json-value.ts'
import type { PartIndex } from '../part-index.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

const GATEWAY_RESPONSES = 'x-amazon-apigateway-gateway-responses'
/** The customised responses of the document. */
export function readGatewayResponses(reading: Reading): Part<GatewayResponse>[] {
  if (!reading.claims.take(reading.root, GATEWAY_RESPONSES)) return []
  const responses = reading.root.fields(GATEWAY_RESPONSES)
  return (responses?.keys() ?? []).flatMap((type) => {
    const fields = responses?.fields(type)
    if (!isGatewayResponseType(type))
      reading.report.error(
        responses?.at(type) ?? '',
        `is no response type: one of ${GATEWAY_RESPONSE_TYPES.join(', ')}`,
      )
    return fields ? [readResponse(reading, fields, type)] : []
  })
}

function readResponse(reading: Reading, fields: Fields, responseType: string): Part<GatewayResponse> {
  fields.warnUnknown(['statusCode', 'responseParameters', 'responseTemplates'], 'a gateway response')
  const body = present<GatewayResponse>({
    responseType,
    statusCode: fields.integer('statusCode', 200, 599)?.toString(),
    responseParameters: readParameters(reading, fields),
    responseTemplates: fields.textMap('responseTemplates'),
    defaultResponse: false,
  })
  return { kind: 'GatewayResponse', id: reading.ids.part('GatewayResponse', responseType), name: responseType, body }
}

function readParameters({ report }: Reading, fields: Fields): Record<string, string> | undefined {
  const parameters = fields.textMap('responseParameters')
  for (const [name, value] of Object.entries(parameters ?? {})) {
    const fault = gatewayParameterFault(name, value)
    if (fault !== undefined) report.error(at(fields.at('responseParameters'), name), fault)
  }
  return parameters
}

/** AWS writes the status as a number. */
export function writeGatewayResponses(parts: PartIndex): JsonObject {
  const responses = parts.all('GatewayResponse').map(({ name, body }) => {
    const { statusCode, responseParameters, responseTemplates } = body
    const status = statusCode === undefined ? undefined : Number(statusCode)
    return [name, definedMembers({ statusCode: status, responseParameters, responseTemplates })] as const
  })
  return responses.length > 0 ? { [GATEWAY_RESPONSES]: Object.fromEntries(responses) } : {}
}
