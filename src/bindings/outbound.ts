/** A request to a backend. */
export interface OutboundRequest {
  readonly url: string
  readonly method: string
  readonly headers: Headers
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
