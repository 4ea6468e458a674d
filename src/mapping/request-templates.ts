/**
 * Which mapping template a request's body goes through, and what becomes of a body that has none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
import type { Integration } from '../definition/rest-api.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { ContentHandling } from './content-handling.ts'
import { byMediaType, mediaType } from './media-type.ts'
import { linkMappingTemplate, type Template, templateTexts } from './templates.ts'

/** JSON-safe. Absent members are AWS's defaults: no templates, `WHEN_NO_MATCH`. */
export interface RequestTemplatesSpec {
  readonly templates?: Readonly<Record<string, string>>
  readonly passthroughBehavior?: 'WHEN_NO_TEMPLATES' | 'NEVER'
  readonly contentHandling?: ContentHandling
}

const UNSUPPORTED = new GatewayError('UNSUPPORTED_MEDIA_TYPE')
const ABSENT_CONTENT_TYPE = 'application/json'
const DEFAULT_TEMPLATE = '$default'

export function requestTemplatesOf(integration: Integration): RequestTemplatesSpec {
  const { passthroughBehavior, contentHandling } = integration
  const templates = templateTexts(integration.requestTemplates)
  return {
    ...(Object.keys(templates).length > 0 && { templates }),
    ...(passthroughBehavior && passthroughBehavior !== 'WHEN_NO_MATCH' && { passthroughBehavior }),
    ...(contentHandling && { contentHandling }),
  }
}

/** The template for a Content-Type; undefined passes the body through. Throws GatewayError UNSUPPORTED_MEDIA_TYPE. */
export type SelectRequestTemplate = (contentType: string | undefined) => Template | undefined

export function linkRequestTemplates(spec: RequestTemplatesSpec): SelectRequestTemplate {
  const templates = byMediaType(spec.templates ?? {}, linkMappingTemplate)
  const passes = passesThrough(spec)
  return (contentType) => {
    const type = contentType === undefined ? ABSENT_CONTENT_TYPE : mediaType(contentType)
    const key = templates.has(type) ? type : DEFAULT_TEMPLATE
    if (!passes && !templates.has(key)) throw UNSUPPORTED
    return templates.get(key)
  }
}

/** Whether a body that no template takes reaches the integration as it is. */
function passesThrough({ templates, passthroughBehavior }: RequestTemplatesSpec): boolean {
  if (passthroughBehavior === 'NEVER') return false
  return passthroughBehavior !== 'WHEN_NO_TEMPLATES' || templates === undefined
}
