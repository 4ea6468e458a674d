/** Bytes as base64 text. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES)))
  }
  return text
}

/** A multiple of three, so that no chunk but the last is padded; few enough for the arguments of one call. */
const CHUNK_BYTES = 24_576

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
