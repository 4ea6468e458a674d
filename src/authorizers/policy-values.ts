/** How the values of conditions read: addresses, dates, numbers, truth. Undefined for what is none. */
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

export interface AddressRange {
  readonly address: Address
  readonly bits: number
}

const MAPPED_BITS = 96
const CIDR = /^([^/]+)(?:\/(\d{1,3}))?$/

/** `192.0.2.0/24`, `2001:db8::/32`, or one address. An IPv4 address in IPv6's clothes is an IPv4 address. */
export function parseRange(text: string): AddressRange | undefined {
  const [, host = '', length] = CIDR.exec(text) ?? []
  const plain = parsePlain(host)
  if (plain === undefined) return undefined
  const most = plain.kind() === 'ipv4' ? 32 : 128
  const bits = length === undefined ? most : Number(length)
  if (bits > most) return undefined
  if (plain instanceof ipaddr.IPv6 && plain.isIPv4MappedAddress() && bits >= MAPPED_BITS)
    return { address: plain.toIPv4Address(), bits: bits - MAPPED_BITS }
  return { address: plain, bits }
}

/** A caller's address. */
export function parseAddress(text: string): Address | undefined {
  const plain = parsePlain(text)
  return plain instanceof ipaddr.IPv6 && plain.isIPv4MappedAddress() ? plain.toIPv4Address() : plain
}

/** Four decimal parts or IPv6 without a zone: ipaddr.js alone reads `010.1` and `0x7f.1` too. */
function parsePlain(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  return text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined
}

export const isInRange = (address: Address, range: AddressRange): boolean =>
  address.kind() === range.address.kind() && address.match(range.address, range.bits)

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/
export const parseNumber = (text: string): number | undefined => (NUMBER.test(text) ? Number(text) : undefined)

const DATE = /^\d{4}(?:-\d\d(?:-\d\d)?)?$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/

/** ISO 8601, or seconds since 1970 → milliseconds since 1970. A time without a zone is UTC. */
export function parseDate(text: string): number | undefined {
  if (/^\d{5,12}$/.test(text)) return Number(text) * 1000
  const zone = TIME.exec(text)
  if (zone === null && !DATE.test(text)) return undefined
  const time = Date.parse(zone !== null && zone[1] === undefined ? `${text}Z` : text)
  return Number.isNaN(time) ? undefined : time
}

export function parseBool(text: string): boolean | undefined {
  const word = text.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}
