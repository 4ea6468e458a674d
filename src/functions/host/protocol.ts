/**
 * What the gateway and the function host say to each other: `POST /invoke` over the service binding FUNCTION_HOST. The host holds the
 * Worker Loader and keeps nothing: a call whose code it does not have loaded is answered with NEEDS_CODE, and sent again with the code.
 */
import type { FunctionCode } from '../published-function.ts'

/** Proves that the gateway calls; the host compares it with its variable POSTERN_FUNCTION_HOST_TOKEN where that is set. */
export const TOKEN_HEADER = 'x-postern-token'
/** Request: JSON of an `Invocation`, in ASCII. The body is the payload, with the JSON of a `Load` before it when LOAD_LENGTH says so. */
export const INVOCATION_HEADER = 'x-postern-invocation'
/** Request: how many bytes of the body are the `Load`. */
export const LOAD_LENGTH_HEADER = 'x-postern-load-length'
/** Response: JSON of an `Outcome`, in ASCII. */
export const OUTCOME_HEADER = 'x-postern-outcome'

/** The status of an answer that asks for the code. */
export const NEEDS_CODE = 428

export interface Invocation {
  /**
   * Names a function with its code, environment and network: the same id is the same `Load`, in the same isolate. Calls with one id see
   * each other's globals, as calls of one function do on Lambda; so the function's name and version are part of it.
   */
  readonly codeId: string
  readonly requestId: string
  readonly functionName: string
  /** `$LATEST`, `7`. */
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  /** `index.handler`. */
  readonly handler: string
  readonly timeoutInMillis: number
  readonly memoryLimitInMb: number
  readonly streaming: boolean
  readonly clientContext?: string
  readonly traceId?: string
  /** Temporary, for this gateway's own URLs: they become AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. */
  readonly credentials?: TemporaryCredentials
}

export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/** What a function runs with. */
export interface Load {
  readonly code: FunctionCode
  readonly environment: Readonly<Record<string, string>>
  readonly network: FunctionNetwork
  readonly region: string
  /** `nodejs22.x`, which is also what is taken for it: since Node 24 there are no callbacks, and `require()` takes ES modules. */
  readonly runtime?: string
}

/** Where a function's `fetch` may go; everything else is refused. */
export interface FunctionNetwork {
  /** Host names, `*.example.com` or `*`: the environment variable POSTERN_ALLOW_HOSTS. */
  readonly allowedHosts: readonly string[]
  /** Of these, the private ones that the gateway's owner allows: POSTERN_ALLOW_PRIVATE_HOSTS. */
  readonly allowedPrivateHosts: readonly string[]
  /** This gateway's own: calls of its invoke URLs and `@connections` go to it directly. */
  readonly gateway: { readonly managementHosts: readonly string[]; readonly domain: string; readonly pathForm: boolean }
}

export interface Outcome {
  /** The handler threw, or could not be run: the payload is `{"errorType":…,"errorMessage":…,"trace":[…]}`. */
  readonly functionError?: 'Unhandled'
  /** The handler is a streaming one, and the body is a sequence of frames. */
  readonly streaming?: true
  /** Of a buffered answer: the body is this many bytes of payload, and behind them the JSON of `LogLine[]`. */
  readonly payloadBytes?: number
}

/** One line of a call's log: what the function logged, between START and END, REPORT. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly time: number
  /** `INFO`, `ERROR` …, `START`, `END`, `REPORT`. */
  readonly level: string
  /** As Lambda writes it: time, request id, level and message, with tabs between. */
  readonly text: string
}

/** A frame of a streaming answer: one byte of kind, four of length (big endian), the bytes. */
export const FRAME = {
  data: 1,
  /** JSON of `LogLine[]`. */
  logs: 2,
  /** JSON of Lambda's error object; ends the stream. */
  error: 3,
} as const
