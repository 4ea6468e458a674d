/** Encodings of text as Java has them: URLEncoder, URLDecoder, Base64 and commons-lang's escapeJavaScript. */
import { MappingFault } from './mapping-fault.ts'

/** Java writes `?` for half of a surrogate pair. */
const LONE_SURROGATE = /\p{Surrogate}/gu
const wellFormed = (text: string) => text.replace(LONE_SURROGATE, '?')

/** As HTML forms do: a space is `+`. */
export function urlEncode(text: string): string {
  return encodeURIComponent(wellFormed(text)).replace(/%20|[!'()~]/g, (found) =>
    found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Throws MappingFault for a `%` that two hexadecimal digits do not follow. */
export function urlDecode(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-f]{2})+|%/gi, (run, at: number, whole: string) => {
    if (run.length > 1) return UTF8.decode(Uint8Array.from(run.slice(1).split('%'), (hex) => Number.parseInt(hex, 16)))
    const digits = whole.slice(at + 1, at + 3)
    if (digits.length < 2) throw badArgument('URLDecoder: Incomplete trailing escape (%) pattern')
    throw badArgument(`URLDecoder: Illegal hex characters in escape (%) pattern - Error at index 0 in: "${digits}"`)
  })
}

const UTF8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
const badArgument = (words: string) => new MappingFault('badArgument', words)

/** As many as may be arguments of one call. */
const CHUNK = 0x8000

export function base64Encode(text: string): string {
  const bytes = new TextEncoder().encode(wellFormed(text))
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}

/** Throws MappingFault for text that is no base64; padding may be missing. */
export function base64Decode(text: string): string {
  const illegal = /[^A-Za-z0-9+/=]/.exec(text)?.[0]
  if (illegal !== undefined) throw badArgument(`Illegal base64 character ${illegal.charCodeAt(0).toString(16)}`)
  const padding = text.indexOf('=')
  const wrong = padding === -1 ? text.length % 4 === 1 : text.length % 4 !== 0 || !/^={1,2}$/.test(text.slice(padding))
  if (wrong) throw badArgument('Input byte array has wrong 4-byte ending unit')
  return UTF8.decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)))
}

const SPECIAL = /["'/\\\0-\x1f\u0080-\uffff]/g
const SHORT: ReadonlyMap<string, string> = new Map([
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
])

/** Escapes quotes of both kinds, `/`, `\`, control characters and all that is not ASCII. */
export function escapeJavaScript(text: string): string {
  return text.replace(SPECIAL, (found) => {
    const code = found.charCodeAt(0)
    if (code >= 0x20 && code < 0x80) return `\\${found}`
    return SHORT.get(found) ?? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
  })
}
