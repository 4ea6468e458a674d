/** ASN.1 in DER, as far as a certificate needs it to be written. https://www.itu.int/rec/T-REC-X.690 */

export type Der = Uint8Array<ArrayBuffer>

const INTEGER = 0x02
const BIT_STRING = 0x03
const NULL = 0x05
const OBJECT_IDENTIFIER = 0x06
const PRINTABLE_STRING = 0x13
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const SEQUENCE = 0x30
const SET = 0x31
const EXPLICIT = 0xa0

export const sequence = (...items: readonly Der[]): Der => element(SEQUENCE, items.flatMap(list))
export const set = (...items: readonly Der[]): Der => element(SET, items.flatMap(list))
/** `[number]` around an item. */
export const explicit = (number: number, item: Der): Der => element(EXPLICIT | number, list(item))
export const nothing = (): Der => element(NULL, [])
/** Whole bytes. */
export const bitString = (bytes: Uint8Array): Der => element(BIT_STRING, [0, ...bytes])
export const printableString = (text: string): Der => element(PRINTABLE_STRING, ascii(text))

/** A number that is not negative, from its bytes, the highest first. */
export function unsignedInteger(bytes: Uint8Array): Der {
  const first = bytes.findIndex((byte) => byte !== 0)
  const significant = first < 0 ? [0] : [...bytes.subarray(first)]
  // The highest bit is the sign.
  return element(INTEGER, (significant[0] ?? 0) >= 0x80 ? [0, ...significant] : significant)
}

/** `1.2.840.113549.1.1.11`. */
export function objectIdentifier(dotted: string): Der {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  return element(OBJECT_IDENTIFIER, [first * 40 + second, ...others].flatMap(base128))
}

/** Years from 2050 on are written with four digits. https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5 */
export function time(seconds: number): Der {
  const [date = ''] = new Date(seconds * 1000).toISOString().split('.')
  const digits = `${date.replaceAll(/\D/g, '')}Z`
  return digits < '2050' ? element(UTC_TIME, ascii(digits.slice(2))) : element(GENERALIZED_TIME, ascii(digits))
}

const element = (tag: number, content: readonly number[]): Der =>
  Uint8Array.from([tag, ...length(content.length), ...content])

function length(bytes: number): number[] {
  if (bytes < 0x80) return [bytes]
  const digits: number[] = []
  for (let rest = bytes; rest > 0; rest >>= 8) digits.unshift(rest & 0xff)
  return [0x80 | digits.length, ...digits]
}

/** Seven bits a byte; all but the last have the highest bit set. */
function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}

const list = (bytes: Uint8Array) => [...bytes]
const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0))
