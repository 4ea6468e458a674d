import { type ContentCoding, isContentCoding } from '../lib/content-coding.ts'

/** A coding or `*`, and its weight. https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding */
const PREFERENCE = /^([a-z0-9!#$%&'*+.^_`|~-]+)(?:[\t ]*;[\t ]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/

/**
 * The coding that an Accept-Encoding asks for, by AWS's rules: the one with the highest weight, the first of equals, and only when API
 * Gateway supports it. So nothing is compressed for `br, gzip`, for `*`, without the header, or where the header is malformed.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-enable-compression.html
 */
export function acceptedCoding(header: string | undefined): ContentCoding | undefined {
  if (header === undefined) return undefined
  let chosen = ''
  let highest = 0
  for (const preference of header.toLowerCase().split(',')) {
    const match = PREFERENCE.exec(preference.trim())
    if (match === null) return undefined
    const weight = Number(match[2] ?? 1)
    if (weight <= highest) continue
    highest = weight
    chosen = match[1] as string
  }
  return isContentCoding(chosen) ? chosen : undefined
}
