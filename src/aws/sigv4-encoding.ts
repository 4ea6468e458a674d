const UTF8 = new TextEncoder()

/** What a SigV4 signature covers is text or bytes; text counts as UTF-8. An encoder always makes a buffer of its own. */
export const utf8 = (text: string) => UTF8.encode(text) as Uint8Array<ArrayBuffer>

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** SHA-256 in lower-case hexadecimal. */
export async function sha256Hex(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === 'string' ? utf8(data) : data
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

/** SHA-256 of nothing. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Escapes all but AWS's unreserved characters; an escape that is already there is escaped again. */
export const uriEncode = (text: string): string => text.toWellFormed().replace(RESERVED, encodeCharacter)

/**
 * Brings the escapes of text that was sent encoded once into AWS's one form (`%7e` is `~`, `%3a` is `%3A`), byte by byte, so that two
 * spellings of the same bytes sign alike and different bytes never do. An unescaped `+` becomes what the reader takes it for.
 */
export const normalizeEscapes = (text: string, plus: '%20' | '%2B'): string =>
  text.toWellFormed().replace(ESCAPE_OR_RESERVED, (token) => {
    if (token === '+') return plus
    return token.length === ESCAPE_LENGTH && token.startsWith('%') ? normalizeEscape(token) : encodeCharacter(token)
  })

const RESERVED = /[^A-Za-z0-9\-._~]/gu
const ESCAPE_OR_RESERVED = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/gu
const ESCAPE_LENGTH = 3

function normalizeEscape(sent: string): string {
  const character = String.fromCharCode(Number.parseInt(sent.slice(1), 16))
  return /[A-Za-z0-9\-._~]/.test(character) ? character : sent.toUpperCase()
}

// encodeURIComponent leaves !'()* alone, AWS does not.
const encodeCharacter = (character: string): string =>
  /[!'()*]/.test(character) ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encodeURIComponent(character)
