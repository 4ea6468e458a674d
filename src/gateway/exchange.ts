import type { Authorized } from '../authorizers/authorizer.ts'
import type { PolicyVerdict } from '../authorizers/evaluate-policy.ts'
import type { Issuers } from '../authorizers/jwt/issuers.ts'
import type { TokenVerifier } from '../authorizers/jwt/token-verifier.ts'
import type { Aws } from '../aws/aws.ts'
import { outgoingTraceId } from '../aws/trace-id.ts'
import type { LogStream } from '../bindings/log-stream.ts'
import type { Outbound } from '../bindings/outbound.ts'
import type { PrivateWays } from '../bindings/private-ways.ts'
import type { LimitsSpec, RouteSpec, StagePointer } from '../deployment/snapshot.ts'
import type { Functions } from '../functions/functions.ts'
import type { OutgoingBody } from '../integrations/body-limits.ts'
import type { HeaderMap } from '../lib/header-map.ts'
import { fromUtf8 } from '../lib/utf8.ts'
import { refreshContext, templateContext } from '../mapping/template-context.ts'
import type { ValueMap } from '../mapping/values.ts'
import { parseQuery, type Query } from '../routing/query.ts'
import type { ConfigReader } from './config-cache.ts'
import type { DataTrace } from './data-trace.ts'
import { type LoggingLevel, stamped } from './execution-log.ts'
import { urlWithoutIdentity } from './identity-in-log.ts'
import type { LinkedDeployment } from './link.ts'
import { readBodyBytes } from './request-body.ts'
import type { RequestRecord } from './request-record.ts'

/** Everything a phase may reach outside itself. Built once per isolate in `worker.ts`; tests fake this and nothing else. */
export interface Services {
  readonly outbound: Outbound
  readonly privateWays: PrivateWays
  readonly functions: Functions
  /** What calls to AWS services go by. */
  readonly aws: Aws
  /** Whose tokens a user pool's ARN stands for. */
  readonly issuers: Issuers
  readonly tokens: TokenVerifier
  readonly config: ConfigReader
  readonly logs: LogStream
  /** Milliseconds since 1970. On Workers it moves only with I/O. */
  readonly now: () => number
  /** A number drawn by chance, from 0 up to but not 1. */
  readonly random: () => number
  /** Runs on after the response. */
  readonly waitUntil: (promise: Promise<unknown>) => void
  /** One line of JSON to the platform's log. */
  readonly writeLine: (line: string) => void
  readonly settings: GatewaySettings
}

/** The Worker's configuration as the data plane sees it. */
export interface GatewaySettings {
  readonly accountId: string
  readonly region: string
  /** Host names under which `{api-id}.{domain}` reaches an API. */
  readonly domain: string
}

/** Who called and how, before any API is known. Computed once. */
export interface Arrival {
  /** Milliseconds since 1970. */
  readonly time: number
  /** The client's, read once. */
  readonly headers: HeaderMap
  readonly requestId: string
  readonly extendedRequestId: string
  /** `abc123.execute-api.localhost`, without port. */
  readonly domainName: string
  readonly sourceIp: string
  readonly protocol: string
  /** As the client sent it, stage included: `/prod/pets//1`. Never decoded. */
  readonly requestPath: string
  /** What follows the stage: `/pets//1`. Never decoded. */
  readonly path: string
  /** Without `?`; empty when there is none. */
  readonly rawQuery: string
}

/**
 * What goes back to the caller, still open to change. One Response is made of it at the very end.
 * A body that is a stream is never buffered.
 */
export interface Reply {
  status: number
  readonly headers: HeaderMap
  body: ReadableStream | Uint8Array | string | null
  /** Bytes of a streamed body, when the backend told. */
  length?: number
  /** Of a function behind a custom integration: its error message, by which the integration response is selected; null when it did not fail. */
  readonly errorMessage?: string | null
  /** Whether the body is already in the Content-Encoding that the headers name; else the runtime brings it there. */
  encoded?: true
}

/** One request on its way through, with what the phases have learned. */
export class Exchange {
  readonly request: Request
  readonly arrival: Arrival
  readonly stage: StagePointer
  readonly deployment: LinkedDeployment
  readonly route: RouteSpec
  readonly limits: LimitsSpec
  /** Raw, never decoded. */
  readonly pathParameters: Readonly<Record<string, string>>
  readonly services: Services
  readonly record: RequestRecord
  readonly logging: LoggingLevel

  /** What a test of an authorizer says of `$context`. */
  additionalContext: Readonly<Record<string, string>> | undefined
  /** What the API's resource policy says of the call; absent where there is none. */
  resourcePolicy: PolicyVerdict | undefined
  /** What `authorize` found out about the caller. */
  authorized: Authorized | undefined
  /** What `mapParameters` put together for the integration; a later value replaces an earlier one of its name. */
  readonly mapped: MappedParameters = { headers: [], query: [], path: {} }
  /** Logs headers and bodies; absent unless the stage asks for it. */
  trace: DataTrace | undefined
  /** The client's body once it was decoded, or read from for the log; absent where neither was asked for. */
  decodedBody: OutgoingBody | undefined
  /** The payload for the integration where `mapBody` made one; absent where the client's passes as it is. */
  integrationBody: OutgoingBody | undefined
  /** Set by `integrate`, changed by the phases after it, sent by `finish`. */
  reply: Reply | undefined
  #query: Query | undefined
  #body: Promise<Uint8Array> | undefined
  #context: ValueMap | undefined
  #traceId: string | undefined

  constructor(init: ExchangeInit) {
    this.request = init.request
    this.arrival = init.arrival
    this.stage = init.stage
    this.deployment = init.deployment
    this.route = init.route
    this.limits = init.limits
    this.pathParameters = init.pathParameters
    this.services = init.services
    this.record = init.record
    this.logging = init.logging
  }

  /** `$context.authorizer`. */
  get authorizer(): ValueMap | undefined {
    return this.authorized?.context
  }

  /** What goes on as `X-Amzn-Trace-Id`: one for all that the request calls. The record has it once an integration was called with it. */
  get traceId(): string {
    this.#traceId ??= outgoingTraceId(this.arrival.headers.get('x-amzn-trace-id'), this.arrival.time)
    return this.#traceId
  }

  /** The query string, decoded once, when a phase asks. */
  get query(): Query {
    this.#query ??= parseQuery(this.arrival.rawQuery)
    return this.#query
  }

  /** The request body, read once, within the route's limit. Throws GatewayError REQUEST_TOO_LARGE. */
  bodyBytes(): Promise<Uint8Array> {
    const body = this.#body ?? readBodyBytes(this)
    this.#body = body
    return body
  }

  async bodyText(): Promise<string> {
    return fromUtf8(await this.bodyBytes())
  }

  /** Whether a phase has asked for the request body: then its stream is used up. */
  get bodyWasRead(): boolean {
    return this.#body !== undefined
  }

  /** `$context`, one for all templates of the request; made when the first asks, and brought up to date for each. */
  templateContext(): ValueMap {
    if (this.#context === undefined) this.#context = templateContext(this)
    else refreshContext(this.#context, this)
    return this.#context
  }

  /** `$context` as the templates so far have left it; undefined when none has asked for it. */
  get usedContext(): ValueMap | undefined {
    return this.#context
  }

  /** A URL as a log may show it: without what proves who the caller is. */
  shownUrl(url: string): string {
    return urlWithoutIdentity(this, url)
  }

  /** A line of the execution log, kept with the request's record; not even made unless the stage logs at INFO. */
  log(line: () => string): void {
    if (this.logging === 'INFO') this.record.executionLog.push(stamped(line(), this.services.now()))
  }
}

/** What an exchange is made of; the rest of it the phases learn. */
export type ExchangeInit = Pick<
  Exchange,
  | 'request'
  | 'arrival'
  | 'stage'
  | 'deployment'
  | 'route'
  | 'limits'
  | 'pathParameters'
  | 'services'
  | 'record'
  | 'logging'
>

export interface MappedParameters {
  readonly headers: [name: string, value: string][]
  readonly query: [name: string, value: string][]
  readonly path: Record<string, string>
}
