import { GatewayError } from '../../errors/gateway-error.ts'
import { type IntegrationResponseSpec, linkSelection } from '../../integrations/integration-responses.ts'
import { HeaderMap, isFieldValue } from '../../lib/header-map.ts'
import { linkResponseMappings, readsBody } from '../../mapping/parameter-mapping.ts'
import { linkResponseTemplates } from '../../mapping/response-templates.ts'
import type { Exchange, Reply } from '../exchange.ts'
import { responseSource } from '../live-sources.ts'
import type { PhaseFactory } from '../pipeline.ts'
import { readReplyBody } from '../reply-body.ts'

/**
 * Integration response of HTTP and MOCK: selected by the backend's status, then parameter mapping and template. Proxies have none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
export const integrationResponse: PhaseFactory = ({ integration }) => {
  if (!('responses' in integration)) return undefined
  const select = linkSelection(
    integration.responses.map((spec) => ({ pattern: spec.pattern, linked: linkResponse(spec) })),
  )
  return async function integrationResponse(x) {
    const backend = x.reply
    if (backend === undefined) return undefined
    const respond = select(String(backend.status))
    if (respond === undefined) throw noMatch(backend)
    x.reply = await respond(x, backend)
    return undefined
  }
}

const noMatch = ({ status, body }: Reply) => {
  drop(body)
  return new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `No match for output mapping and no default output mapping configured. Endpoint Response Status Code: ${status}`,
  })
}

/** A body that nobody will read must not hold its connection. */
function drop(body: Reply['body']): void {
  if (body instanceof ReadableStream && !body.locked) body.cancel().catch(() => {})
}

function linkResponse(spec: IntegrationResponseSpec): (x: Exchange, backend: Reply) => Promise<Reply> {
  const mappings = spec.mappings ?? []
  const map = linkResponseMappings(mappings)
  const withBody = readsBody(mappings)
  const templateFor = linkResponseTemplates(spec.templates)
  return async (x, backend) => {
    const read = withBody ? await readReplyBody(backend) : { body: backend.body, text: '' }
    const headers = headersOf(map(responseSource(x, backend.headers, read.text)))
    const template = templateFor(x.arrival.headers.get('accept'))
    if (template === undefined) return { status: spec.status, headers, body: read.body, length: backend.length }
    drop(read.body)
    return { status: spec.status, headers, body: template(x) }
  }
}

function headersOf(mapped: readonly [string, string][]): HeaderMap {
  const headers = new HeaderMap()
  for (const [name, value] of mapped) {
    if (!isFieldValue(value)) {
      throw new GatewayError('API_CONFIGURATION_ERROR', {
        reason: `The value mapped to method.response.header.${name} cannot stand in a header`,
      })
    }
    headers.set(name, value)
  }
  return headers
}
