/**
 * What the Worker's configuration says of private backends: bindings `VPC_LINK_{ID}` and `CLIENT_CERTIFICATE_{ID}`, and the variable
 * `POSTERN_VPC_LINKS`. docs/private-integrations.md
 */
import type { Way } from './outbound.ts'

/** Where a VPC link leads. */
export interface VpcLinkTarget {
  readonly way: Way
  /** Stands in place of scheme and host of the integration's URI: `https://internal.example.com`. Absent: a binding takes the URI as it is. */
  readonly base?: string
}

export interface PrivateWays {
  /** By the link's id or name, or the ARN of a listener. */
  vpcLink(key: string): VpcLinkTarget | undefined
  /** The way on which a client certificate is shown. */
  clientCertificate(id: string): Way | undefined
  /** What is wrong with the configuration; undefined when nothing is. */
  readonly fault?: string
}

/** Bindings and variables by name, as a Worker gets them. */
type Environment = Readonly<Record<string, unknown>>

export const VPC_LINKS = 'POSTERN_VPC_LINKS'

/** `VPC_LINK_ORDERS_LINK` for the link `orders-link`. */
export const vpcLinkBinding = (key: string) => `VPC_LINK_${bindingName(key)}`
export const certificateBinding = (id: string) => `CLIENT_CERTIFICATE_${bindingName(id)}`

const bindingName = (key: string) => key.toUpperCase().replace(/[^A-Z0-9]/g, '_')

/** Reads `POSTERN_VPC_LINKS` once; bindings are looked up when asked for. Never throws: a fault of the configuration concerns private backends alone. */
export function readPrivateWays(env: Environment): PrivateWays {
  const { targets, fault } = readTable(env[VPC_LINKS])
  const bound = new Map<string, VpcLinkTarget>()
  return {
    vpcLink(key) {
      const known = bound.get(key) ?? targets.get(key)
      if (known !== undefined) return known
      const way = wayOf(env[vpcLinkBinding(key)], true)
      if (way === undefined) return undefined
      const target = { way }
      if (bound.size >= KEPT) bound.clear()
      bound.set(key, target)
      return target
    },
    clientCertificate: (id) => wayOf(env[certificateBinding(id)], false),
    ...(fault !== undefined && { fault }),
  }
}

/** Links remembered per isolate. */
const KEPT = 1_000

interface Fetcher {
  fetch(url: string, init: RequestInit): Promise<Response>
}

const isFetcher = (value: unknown): value is Fetcher =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Fetcher>).fetch === 'function'

const wayOf = (binding: unknown, isPrivate: boolean): Way | undefined =>
  isFetcher(binding) ? { fetch: (url, init) => binding.fetch(url, init), isPrivate } : undefined

interface Table {
  readonly targets: ReadonlyMap<string, VpcLinkTarget>
  readonly fault?: string
}

function readTable(text: unknown): Table {
  const targets = new Map<string, VpcLinkTarget>()
  if (text === undefined || text === '') return { targets }
  const table = parseTable(text)
  if (table === undefined)
    return { targets, fault: `${VPC_LINKS} is no JSON object like {"abc123":"https://internal.example.com"}` }
  const faults: string[] = []
  for (const [key, address] of Object.entries(table)) {
    const base = baseOf(address)
    if (base === undefined) faults.push(key)
    else targets.set(key, { way: { isPrivate: true }, base })
  }
  if (faults.length === 0) return { targets }
  return { targets, fault: `${VPC_LINKS} names no http(s) address for ${faults.join(', ')}` }
}

function parseTable(text: unknown): Readonly<Record<string, unknown>> | undefined {
  // A variable of wrangler.toml may be JSON itself.
  const value = typeof text === 'string' ? parseJson(text) : text
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `https://host:port` with its path, without a slash at the end; of a host name alone, with `https`. */
function baseOf(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined
  const url = address.includes('://') ? address : `https://${address}`
  if (!/^https?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/i.test(url) || !URL.canParse(url)) return undefined
  return url.replace(/\/+$/, '')
}
