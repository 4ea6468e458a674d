/**
 * An API's binary media types: what is binary, and what text.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
 */
import { mediaType } from './media-type.ts'

/** Whether a media type, as a header names it, is binary. */
export type IsBinary = (type: string | undefined) => boolean

// Entries are exact or `type/*`, as recorded on AWS; a star before a subtype matches nothing, two stars match all, also what has no type.
export function linkBinaryMediaTypes(entries: readonly string[]): IsBinary {
  const all = entries.map(mediaType)
  if (all.includes('*/*')) return () => true
  // Not even the type that is spelled like it (vector lpr-0021).
  const types = new Set(all.filter((type) => !type.startsWith('*/')))
  if (types.size === 0) return () => false
  return (text) => {
    if (text === undefined) return false
    const type = mediaType(text)
    return types.has(type) || types.has(`${type.slice(0, type.indexOf('/'))}/*`)
  }
}

/** Of an Accept header the first media type counts. */
export const firstAccepted = (accept: string | undefined): string | undefined => accept?.split(',', 1)[0]
