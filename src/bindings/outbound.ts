import ipaddr from 'ipaddr.js'
import type { HeaderMap } from '../lib/header-map.ts'

/** A request to a backend. */
export interface OutboundRequest {
  readonly url: string
  readonly method: string
  readonly headers: HeaderMap
  /** A stream is sent as it comes. */
  readonly body: ReadableStream | Uint8Array | string | null
  readonly timeoutInMillis: number
  /** Breaks the call off. */
  readonly signal?: AbortSignal
  /** Absent: the internet. */
  readonly way?: Way
  /** Told when the request is sent a second time, and why; without it it is not, whatever its method. */
  readonly onRetry?: (reason: string) => void
}

/** How a request leaves the Worker when not by the platform's own `fetch`, or not to the internet. */
export interface Way {
  /** That of a binding. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Whether the Worker's configuration names where it ends, so that a private address is meant. */
  readonly isPrivate: boolean
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
/** Scheme and authority where they can be read off; any other spelling is parsed each time. */
const PLAIN_ORIGIN = /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?=[/?#]|$)/
/** IPv6's global unicast addresses. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3')
/** Verdicts remembered per isolate. */
const VERDICTS_KEPT = 1_000

/** Workers' fetch as the way out. */
export function fetchOutbound(settings: OutboundSettings): Outbound {
  const mayReach = addressRule(settings)
  return async (request) => {
    const { url, way } = request
    if (way?.isPrivate !== true && !mayReach(url)) {
      throw new OutboundError('refused-address', `${new URL(url).hostname} is a private address`)
    }
    const signal = signalOf(request)
    const init = {
      method: request.method,
      headers: request.headers.toInit(),
      body: request.body,
      redirect: 'manual',
      signal,
    } as const
    const send = way?.fetch ?? fetch
    try {
      return await send(url, init)
    } catch (error) {
      if (signal.aborted || !isLostConnection(error) || !canBeSentAgain(request)) throw failureOf(error, request)
      request.onRetry(textOf(error))
    }
    try {
      return await send(url, init)
    } catch (error) {
      throw failureOf(error, request)
    }
  }
}

/** Workers say so of a connection that could not be made, or that ended before an answer stood. A timeout says so, too. */
const isLostConnection = (error: unknown) => error instanceof Error && 'retryable' in error && error.retryable === true

/** https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** Whether a second request does no more than one, and its body, if any, is still at hand. */
const canBeSentAgain = (
  request: OutboundRequest,
): request is OutboundRequest & Required<Pick<OutboundRequest, 'onRetry'>> =>
  request.onRetry !== undefined && IDEMPOTENT.has(request.method) && !(request.body instanceof ReadableStream)

function signalOf({ signal, timeoutInMillis }: OutboundRequest): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutInMillis)
  return signal === undefined ? timeout : AbortSignal.any([timeout, signal])
}

/** Loopback, link-local and private addresses are refused unless named. Names that resolve there are the platform's to refuse. */
function addressRule({ allowedPrivateHosts }: OutboundSettings): (url: string) => boolean {
  if (allowedPrivateHosts.includes('*')) return () => true
  const verdicts = new Map<string, boolean>()
  return (url) => {
    const origin = PLAIN_ORIGIN.exec(url)?.[0]
    const known = origin === undefined ? undefined : verdicts.get(origin)
    if (known !== undefined) return known
    const { hostname } = new URL(url)
    const verdict = allowedPrivateHosts.includes(hostname) || isPublic(hostname)
    if (verdicts.size >= VERDICTS_KEPT) verdicts.clear()
    if (origin !== undefined) verdicts.set(origin, verdict)
    return verdict
  }
}

/** Whether a URL's host name (lower case, IPv6 in brackets) is an address or name of the public internet. */
export function isPublic(hostname: string): boolean {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  if (ipaddr.isValid(bare)) return isPublicAddress(ipaddr.process(bare))
  return bare.includes('.') && !PRIVATE_NAME.test(bare)
}

/** Of IPv6 only 2000::/3 is public: `::127.0.0.1` has no range of its own. https://www.rfc-editor.org/rfc/rfc4291#section-2.4 */
function isPublicAddress(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false
  return !(address instanceof ipaddr.IPv6) || address.match(GLOBAL_IPV6)
}

function failureOf(error: unknown, request: OutboundRequest): OutboundError {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new OutboundError('timeout', `No answer within ${request.timeoutInMillis} ms`)
  }
  return new OutboundError('unreachable', textOf(error))
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
