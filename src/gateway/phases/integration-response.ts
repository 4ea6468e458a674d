/**
 * Integration response of HTTP, AWS and MOCK: selected by the backend's status, or by a function's error message; then parameter mapping,
 * content handling, mapping template and overrides. Proxies have none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
import { GatewayError } from '../../errors/gateway-error.ts'
import { type IntegrationResponseSpec, linkSelection } from '../../integrations/integration-responses.ts'
import { HeaderMap, isFieldName, isFieldValue } from '../../lib/header-map.ts'
import { fromUtf8, repairedUtf8 } from '../../lib/utf8.ts'
import { type IsBinary, linkBinaryMediaTypes } from '../../mapping/binary-media-types.ts'
import { type Conversion, converted, isText, linkResponseConversion } from '../../mapping/content-handling.ts'
import { responseOverride } from '../../mapping/overrides.ts'
import { linkResponseMappings, readsBody } from '../../mapping/parameter-mapping.ts'
import { linkResponseTemplates } from '../../mapping/response-templates.ts'
import type { Template } from '../../mapping/templates.ts'
import type { Exchange, Reply } from '../exchange.ts'
import { responseSource } from '../live-sources.ts'
import type { PhaseFactory } from '../pipeline.ts'
import { renderTemplate } from '../render-template.ts'
import { REPAIRED_AT_ONCE_BYTES, readReplyBody } from '../reply-body.ts'
import { returnedName } from '../reserved-headers.ts'

export const integrationResponse: PhaseFactory = ({ integration, methodResponses }, { binaryMediaTypes }) => {
  if (!('responses' in integration)) return undefined
  // A MOCK has no payload, so that nothing of it is binary.
  const isBinary = integration.type === 'MOCK' ? undefined : linkBinaryMediaTypes(binaryMediaTypes)
  const declared = methodResponses && new Set(methodResponses.map(Number))
  const link = (spec: IntegrationResponseSpec) =>
    declared?.has(spec.status) === false ? refuseUndeclared(spec.status) : linkResponse(spec, isBinary)
  const select = linkSelection(integration.responses.map((spec) => ({ pattern: spec.pattern, linked: link(spec) })))
  return async function integrationResponse(x) {
    const backend = x.reply
    if (backend === undefined) return undefined
    const { errorMessage } = backend
    const respond = select(errorMessage === undefined ? String(backend.status) : errorMessage)
    if (respond === undefined) throw noMatch(backend)
    x.reply = await respond(x, backend)
    return undefined
  }
}

type Respond = (x: Exchange, backend: Reply) => Promise<Reply>

const noMatch = ({ status, body }: Reply) => {
  drop(body)
  return new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `No match for output mapping and no default output mapping configured. Endpoint Response Status Code: ${status}`,
  })
}

function refuseUndeclared(status: number): Respond {
  const refusal = new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `Output mapping refers to an invalid method response: ${status}`,
  })
  return async (_, { body }) => {
    drop(body)
    throw refusal
  }
}

/** A body that nobody will read must not hold its connection. */
function drop(body: Reply['body']): void {
  if (body instanceof ReadableStream && !body.locked) body.cancel().catch(() => {})
}

function linkResponse(spec: IntegrationResponseSpec, isBinary: IsBinary | undefined): Respond {
  const mappings = (spec.mappings ?? []).map((mapping) => ({ ...mapping, name: returnedName(mapping.name) }))
  const map = linkResponseMappings(mappings)
  const mapsBody = readsBody(mappings)
  const templateFor = linkResponseTemplates(spec.templates)
  const conversionOf = isBinary && linkResponseConversion(isBinary, spec.contentHandling)
  return async (x, backend) => {
    const accept = x.arrival.headers.get('accept')
    const template = templateFor(accept)
    const conversion = conversionOf?.(backend.headers.get('content-type'), accept) ?? 'text'
    if (template !== undefined && !isText(conversion)) throw untransformable(backend)
    const reads = mapsBody || (template?.readsBody ?? (conversion === 'decode' || conversion === 'encode'))
    const bytes = reads ? await readReplyBody(backend) : undefined
    const headers = headersOf(map(responseSource(x, backend.headers, bytes === undefined ? '' : fromUtf8(bytes))))
    const reply = template
      ? { status: spec.status, headers, body: rendered(x, template, backend, conversion, bytes) }
      : { status: spec.status, headers, ...(await passed(x, backend, conversion, bytes)) }
    override(x, reply)
    return reply
  }
}

function untransformable({ body }: Reply): GatewayError {
  drop(body)
  return BINARY
}

const BINARY = new GatewayError('API_CONFIGURATION_ERROR', {
  reason: 'Unable to transform response: a mapping template takes text, and the payload is binary',
})
const NOT_BASE64 = new GatewayError('API_CONFIGURATION_ERROR', {
  reason:
    'Unable to transform response: the client accepts binary, or CONVERT_TO_BINARY is set, and the payload is no base64',
})

function rendered(
  x: Exchange,
  template: Template,
  { body }: Reply,
  conversion: Conversion,
  bytes: Uint8Array | undefined,
): string {
  if (bytes === undefined) drop(body)
  // What text conversions make is text.
  const text = bytes === undefined ? '' : (converted(bytes, conversion) as string)
  return renderTemplate(template, x, text, 'response')
}

/** A payload that no template takes. */
async function passed(
  x: Exchange,
  backend: Reply,
  conversion: Conversion,
  bytes: Uint8Array | undefined,
): Promise<Pick<Reply, 'body' | 'length'>> {
  const { body, length } = backend
  if (body === null || x.request.method === 'HEAD' || (bytes === undefined && conversion === 'bytes'))
    return { body, length }
  if (bytes === undefined && (length === undefined || length > REPAIRED_AT_ONCE_BYTES))
    return { body: body instanceof ReadableStream ? repairedUtf8(body) : body }
  const payload = converted(bytes ?? (await readReplyBody(backend)), conversion)
  if (payload === undefined) throw NOT_BASE64
  return { body: payload }
}

function headersOf(mapped: readonly [string, string][]): HeaderMap {
  const headers = new HeaderMap()
  for (const [name, value] of mapped) {
    if (!isFieldValue(value)) throw invalidValue(name)
    headers.set(name, value)
  }
  return headers
}

const invalidValue = (name: string) =>
  new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `The value mapped to method.response.header.${name} cannot stand in a header`,
  })

/** What templates have set of the response: recorded, also a request's template (vtl-0233). It wins over mappings. */
function override(x: Exchange, reply: Reply): void {
  if (x.usedContext === undefined) return
  const { status, header } = responseOverride(x.usedContext)
  reply.status = status ?? reply.status
  const replaced = new Set<string>()
  for (const [set, value] of header) {
    const name = returnedName(set)
    if (!isFieldName(name) || !isFieldValue(value)) throw invalidValue(name)
    if (replaced.has(name)) reply.headers.append(name, value)
    else reply.headers.set(name, value)
    replaced.add(name)
  }
}
