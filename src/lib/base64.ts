const ALPHABET = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const PADDING = 0x3d
/** A multiple of three, so that no chunk but the last is padded. */
const CHUNK_BYTES = 49_152

/** Bytes as base64 text. By way of a table: what `btoa` wants for megabytes takes twenty times as long. */
export function toBase64(bytes: Uint8Array): string {
  const decoder = new TextDecoder()
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    text += decoder.decode(encoded(bytes.subarray(at, at + CHUNK_BYTES)))
  }
  return text
}

function encoded(bytes: Uint8Array): Uint8Array {
  const digits = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const three = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0)
    digits[to] = ALPHABET[three >> 18] ?? 0
    digits[to + 1] = ALPHABET[(three >> 12) & 63] ?? 0
    digits[to + 2] = ALPHABET[(three >> 6) & 63] ?? 0
    digits[to + 3] = ALPHABET[three & 63] ?? 0
  }
  const missing = (3 - (bytes.length % 3)) % 3
  return missing === 0 ? digits : digits.fill(PADDING, -missing)
}

/** Throws where the text is not base64. */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => bytesOf(atob(text))

/** Base64 as it comes in messages: what is not of its alphabet is passed over. Undefined where its end is cut off or not padded. */
export function fromLooseBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const clean = text.replace(/[^A-Za-z0-9+/=]+/g, '')
  const padding = clean.indexOf('=')
  const digits = padding === -1 ? clean : clean.slice(0, padding)
  const missing = (4 - (digits.length % 4)) % 4
  if (missing === 3 || (missing > 0 && clean.length - digits.length < missing)) return undefined
  return bytesOf(atob(digits))
}

function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
