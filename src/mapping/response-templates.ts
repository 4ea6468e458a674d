/**
 * Which mapping template an integration response goes through: the request's Accept decides, not the backend's Content-Type.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
import { byMediaType, mediaType } from './media-type.ts'
import type { Template } from './simple-template.ts'
import { linkMappingTemplate } from './templates.ts'

const FALLBACK = 'application/json'

/** The template for a request's Accept; undefined passes the body on: there are no templates at all, or this one is empty. */
export function linkResponseTemplates(
  templates: Readonly<Record<string, string>> | undefined,
): (accept: string | undefined) => Template | undefined {
  const byType = byMediaType(templates ?? {}, linkMappingTemplate)
  const otherwise = byType.has(FALLBACK) ? byType.get(FALLBACK) : byType.values().next().value
  if (byType.size < 2) return () => otherwise
  return (accept) => {
    // Of several types the last that has a template counts.
    const wanted = (accept ?? FALLBACK).split(',').map(mediaType)
    const type = wanted.findLast((candidate) => byType.has(candidate))
    return type === undefined ? otherwise : byType.get(type)
  }
}
