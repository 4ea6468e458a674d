import type { FunctionTarget } from '../functions/functions.ts'
import type { Address } from '../routing/host-mapping.ts'
import type { Arrival } from './exchange.ts'

/** One record per request: the access log, the execution log and metrics are sinks of it. All times in milliseconds. */
export interface RequestRecord {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly requestId: string
  readonly extendedRequestId: string
  readonly apiId: string
  readonly stage: string
  readonly method: string
  /** With the stage, never decoded; without the query, which may hold secrets. */
  readonly path: string
  readonly sourceIp: string
  deploymentId?: string
  /** Whether the canary answered, once the stage has one. */
  isCanaryRequest?: boolean
  /** `/pets/{petId}`; absent when no route matched. */
  resourcePath?: string
  status: number
  responseLatency?: number
  responseLength?: number
  integrationStatus?: number
  /** The status that a function behind a proxy integration has answered with. */
  functionStatus?: number
  integrationLatency?: number
  integrationError?: string
  /** Why the request was sent a second time. */
  integrationRetry?: string
  /** What ran the function, of an integration that calls one. */
  functionTarget?: FunctionTarget
  /** The id of the function's or the AWS service's own request. */
  integrationRequestId?: string
  /** Whether the authorizer's result was one that had been kept; absent where no authorizer was asked for one. */
  authorizerCached?: boolean
  authorizerLatency?: number
  /** 200 of a caller who is known, else what refused it. */
  authorizerStatus?: number
  /** The service's own, of an authorizer that calls one. */
  authorizerIntegrationStatus?: number
  authorizerRequestId?: string
  /** What went wrong in asking the authorizer, for the owner alone. */
  authorizerError?: string
  /** AWS's gateway response type, when the gateway refused. */
  errorType?: string
  /** Null where AWS's answer says so. */
  errorMessage?: string | null
  /** What a request validator found, in its own words. */
  validationErrorString?: string
  /** Why the gateway refused, for the owner alone. */
  reason?: string
  traceId?: string
  readonly executionLog: string[]
}

/** The record of a request that has just arrived. */
export function startRecord(
  arrival: Arrival,
  method: string,
  address: Exclude<Address, { kind: 'management' }>,
): RequestRecord {
  return {
    time: arrival.time,
    requestId: arrival.requestId,
    extendedRequestId: arrival.extendedRequestId,
    apiId: address.kind === 'invoke' ? address.apiId : '',
    stage: address.kind === 'invoke' ? address.stageName : '',
    method,
    path: arrival.requestPath,
    sourceIp: arrival.sourceIp,
    status: 0,
    executionLog: [],
  }
}
