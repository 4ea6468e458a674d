/** Random ids. One call of the system's generator serves many requests: it costs more than the id. */

const POOL_BYTES = 8_192
const pool = new Uint8Array(POOL_BYTES)
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
let used = POOL_BYTES

function take(bytes: number): number {
  if (used + bytes > POOL_BYTES) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const from = used
  used += bytes
  return from
}

/** `bytes` random bytes as lower-case hexadecimal digits. For ids, not for keys. */
export function randomHex(bytes: number): string {
  const from = take(bytes)
  let text = ''
  for (let position = from; position < from + bytes; position++) text += HEX[pool[position] as number]
  return text
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** `length` random characters of the base64url alphabet. */
export function randomBase64(length: number): string {
  const from = take(length)
  let text = ''
  for (let position = from; position < from + length; position++) text += BASE64[(pool[position] as number) & 63]
  return text
}
