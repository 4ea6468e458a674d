/**
 * Gateway responses: how a refusal of the data plane looks on the wire, as its owner customised it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
import type { GatewayResponse } from '../definition/parts.ts'
import { GATEWAY_ERRORS, type GatewayError, type GatewayErrorType } from '../errors/gateway-error.ts'
import { classOf } from '../errors/gateway-response-type.ts'
import { HeaderMap } from '../lib/header-map.ts'
import { linkGatewayParameters } from '../mapping/gateway-parameter.ts'
import { linkGatewayTemplate } from '../mapping/gateway-template.ts'
import type { RequestSource } from '../mapping/mapping-source.ts'
import { linkAccepted } from '../mapping/media-type.ts'
import type { Reply } from './exchange.ts'

/** Raised by AWS's execution layer, whose JSON has a space after the colon; its front door's has none. */
const SPACED: ReadonlySet<GatewayErrorType> = new Set<GatewayErrorType>([
  'API_CONFIGURATION_ERROR',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INTERNAL_FAILURE',
  'INVALID_JSON',
  'UNSUPPORTED_MEDIA_TYPE',
])

/** Types that AWS lets nobody customise, or that have no name there. */
const NOT_CUSTOMISABLE: ReadonlySet<GatewayErrorType> = new Set<GatewayErrorType>(['REQUEST_TOO_LARGE', 'UNAVAILABLE'])

/** A refusal → what its caller receives. The source is asked for only where the owner's headers or templates read the request. */
export type GatewayResponses = (error: GatewayError, source: () => RequestSource) => Reply

/** What the owner makes of AWS's own answer. */
type Customise = (reply: Reply, source: RequestSource) => void

/** The owner's gateway responses by type → function, once per deployment; each type is linked by its first refusal. */
export function linkGatewayResponses(customised: Readonly<Record<string, GatewayResponse>> = {}): GatewayResponses {
  if (Object.keys(customised).length === 0) return defaultGatewayResponse
  const linked = new Map<string, Customise>()
  return (error, source) => {
    const reply = defaultGatewayResponse(error)
    const own = NOT_CUSTOMISABLE.has(error.type) ? undefined : ownResponse(error.type, reply.status, customised)
    if (own === undefined) return reply
    const customise = linked.get(own.responseType) ?? linkCustomisation(own)
    linked.set(own.responseType, customise)
    customise(reply, source())
    return reply
  }
}

/** The type's own, else that of its class. */
const ownResponse = (type: string, status: number, customised: Readonly<Record<string, GatewayResponse>>) =>
  customised[type] ?? customised[classOf(status)]

/** AWS's own answer. */
export function defaultGatewayResponse({ type, detail }: GatewayError): Reply {
  const [defaultStatus, errorType, defaultMessage] = GATEWAY_ERRORS[type]
  return {
    status: detail.status ?? defaultStatus,
    headers: new HeaderMap({ 'Content-Type': 'application/json', 'x-amzn-ErrorType': errorType }),
    body: bodyOf(type, detail.message ?? defaultMessage),
  }
}

/** What `$context.error.message` says of a refusal. */
export const messageOf = ({ type, detail }: GatewayError): string | null => detail.message ?? GATEWAY_ERRORS[type][2]

function bodyOf(type: GatewayErrorType, message: string | null): string {
  const member = type === 'ACCESS_DENIED' ? 'Message' : 'message'
  return `{"${member}":${SPACED.has(type) ? ' ' : ''}${JSON.stringify(message)}}`
}

/** Absent members leave AWS's answer as it is. A template's key is the Content-Type, unless a header of the owner's says otherwise. */
function linkCustomisation({ statusCode, responseParameters, responseTemplates }: GatewayResponse): Customise {
  const addHeaders = linkGatewayParameters(responseParameters)
  const templateFor = linkAccepted(responseTemplates, (text, type) => ({ type, render: linkGatewayTemplate(text) }))
  return (reply, source) => {
    if (statusCode !== undefined) reply.status = Number(statusCode)
    const template = templateFor(source.header('accept'))
    if (template !== undefined) {
      reply.headers.set('Content-Type', template.type)
      reply.body = template.render(source)
    }
    addHeaders(reply.headers, source)
  }
}
