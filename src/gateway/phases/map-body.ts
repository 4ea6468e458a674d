/**
 * The body of the integration request: template selection and passthrough behaviour, content handling, the mapping template with its
 * overrides.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-request.html
 * Differs from AWS: HTTP_PROXY passes bytes as they are where the owner asks for no conversion.
 */
import { GatewayError } from '../../errors/gateway-error.ts'
import { contentLength, outgoingBody } from '../../integrations/body-limits.ts'
import { repairedUtf8, toUtf8 } from '../../lib/utf8.ts'
import { linkBinaryMediaTypes } from '../../mapping/binary-media-types.ts'
import { type Conversion, converted, isText, linkRequestConversion } from '../../mapping/content-handling.ts'
import { linkRequestTemplates } from '../../mapping/request-templates.ts'
import type { Template } from '../../mapping/templates.ts'
import type { Exchange } from '../exchange.ts'
import type { Phase, PhaseFactory } from '../pipeline.ts'
import { renderTemplate } from '../render-template.ts'
import { REPAIRED_AT_ONCE_BYTES } from '../reply-body.ts'
import { applyRequestOverride } from '../request-override.ts'

export const mapBody: PhaseFactory = ({ integration }, { binaryMediaTypes }) => {
  if (integration.type === 'NOT_SERVED' || integration.type === 'AWS_PROXY') return undefined
  const conversionOf = linkRequestConversion(linkBinaryMediaTypes(binaryMediaTypes), integration.contentHandling)
  if (integration.type !== 'HTTP_PROXY') return linkTemplates(integration, conversionOf)
  if (integration.contentHandling === undefined) return undefined
  return function convertBody(x) {
    const conversion = conversionOf(x.arrival.headers.get('content-type'))
    return conversion === 'text' ? undefined : pass(x, conversion)
  }
}

function linkTemplates(
  integration: Parameters<typeof linkRequestTemplates>[0] & { readonly type: 'HTTP' | 'MOCK' | 'AWS' },
  conversionOf: (contentType: string | undefined) => Conversion,
): Phase {
  const templateFor = linkRequestTemplates(integration)
  return function mapBody(x) {
    const type = x.arrival.headers.get('content-type')
    const template = templateFor(type)
    const conversion = conversionOf(type)
    if (template === undefined)
      return integration.type === 'MOCK' && conversion === 'text' ? undefined : pass(x, conversion)
    if (!isText(conversion)) throw BINARY
    return template.readsBody ? renderBody(x, template, conversion) : render(x, template, '')
  }
}

const BINARY = new GatewayError('API_CONFIGURATION_ERROR', {
  reason: 'Unable to transform request: a mapping template takes text, and the payload is binary',
})
const NOT_BASE64 = new GatewayError('API_CONFIGURATION_ERROR', {
  reason: 'Unable to transform request: CONVERT_TO_BINARY takes base64, and the payload is none',
})

// What text conversions make is text.
const renderBody = async (x: Exchange, template: Template, conversion: Conversion): Promise<undefined> =>
  render(x, template, converted(await x.bodyBytes(), conversion) as string)

function render(x: Exchange, template: Template, body: string): undefined {
  x.integrationBody = { body: renderTemplate(template, x, body, 'request') }
  if (x.usedContext !== undefined) applyRequestOverride(x.usedContext, x.mapped)
}

/** A body that no template takes. */
function pass(x: Exchange, conversion: Conversion): undefined | Promise<undefined> {
  if (conversion === 'bytes' || x.request.body === null) return undefined
  return conversion === 'text' ? passText(x) : convert(x, conversion)
}

async function convert(x: Exchange, conversion: Conversion): Promise<undefined> {
  const body = converted(await x.bodyBytes(), conversion)
  if (body === undefined) throw NOT_BASE64
  x.integrationBody = { body }
}

/** A short body keeps a length that can be told. */
async function passText(x: Exchange): Promise<undefined> {
  const length = contentLength(x.arrival.headers)
  if (x.bodyWasRead || (length !== undefined && length <= REPAIRED_AT_ONCE_BYTES)) {
    x.integrationBody = { body: toUtf8(await x.bodyText()) }
    return
  }
  const outgoing = outgoingBody(x)
  const { body } = outgoing
  x.integrationBody = body instanceof ReadableStream ? { ...outgoing, body: repairedUtf8(body) } : outgoing
}
