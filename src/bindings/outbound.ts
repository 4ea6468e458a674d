import ipaddr from 'ipaddr.js'
import type { HeaderMap } from '../lib/header-map.ts'

/** A request to a backend. */
export interface OutboundRequest {
  readonly url: string
  readonly method: string
  readonly headers: HeaderMap
  /** A stream is sent as it comes. */
  readonly body: ReadableStream | string | null
  readonly timeoutInMillis: number
}

/** Why a backend did not answer. */
export type OutboundFailure = 'timeout' | 'refused-address' | 'unreachable'

export class OutboundError extends Error {
  readonly failure: OutboundFailure

  constructor(failure: OutboundFailure, message: string) {
    super(message)
    this.name = 'OutboundError'
    this.failure = failure
  }
}

/** The way out to origins. Throws OutboundError; redirects are answered to the caller, never followed. */
export type Outbound = (request: OutboundRequest) => Promise<Response>

export interface OutboundSettings {
  /** Host names (`db.internal`, `10.0.0.7`, `localhost`) that may be private; `*` allows all, as `npm start` does. */
  readonly allowedPrivateHosts: readonly string[]
}

/** Names that lead into a private network whatever they resolve to. */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|localdomain|home\.arpa)\.?$/
/** Verdicts remembered per isolate. */
const VERDICTS_KEPT = 1_000

/** Workers' fetch as the way out. */
export function fetchOutbound(settings: OutboundSettings): Outbound {
  const mayReach = addressRule(settings)
  return async (request) => {
    const { hostname } = new URL(request.url)
    if (!mayReach(hostname)) throw new OutboundError('refused-address', `${hostname} is a private address`)
    try {
      return await fetch(request.url, {
        method: request.method,
        headers: request.headers.toInit(),
        body: request.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(request.timeoutInMillis),
      })
    } catch (error) {
      throw failureOf(error, request)
    }
  }
}

/** Loopback, link-local and private addresses are refused unless named. Names that resolve there are the platform's to refuse. */
function addressRule({ allowedPrivateHosts }: OutboundSettings): (hostname: string) => boolean {
  if (allowedPrivateHosts.includes('*')) return () => true
  const verdicts = new Map<string, boolean>()
  return (hostname) => {
    const known = verdicts.get(hostname)
    if (known !== undefined) return known
    const verdict = allowedPrivateHosts.includes(hostname) || isPublic(hostname)
    if (verdicts.size >= VERDICTS_KEPT) verdicts.clear()
    verdicts.set(hostname, verdict)
    return verdict
  }
}

/** Whether a URL's host name (lower case, IPv6 in brackets) is an address or name of the public internet. */
export function isPublic(hostname: string): boolean {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  if (ipaddr.isValid(bare)) return ipaddr.process(bare).range() === 'unicast'
  return bare.includes('.') && !PRIVATE_NAME.test(bare)
}

function failureOf(error: unknown, request: OutboundRequest): OutboundError {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new OutboundError('timeout', `No answer within ${request.timeoutInMillis} ms`)
  }
  return new OutboundError('unreachable', error instanceof Error ? error.message : String(error))
}
