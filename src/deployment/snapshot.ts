import type { AuthorizationSpec } from '../authorizers/authorizer.ts'
import type { AuthorizerSpec } from '../authorizers/index.ts'
import type { PolicyDocument } from '../authorizers/policy-document.ts'
import type { GatewayResponse } from '../definition/parts.ts'
import type { MethodSetting } from '../definition/stage.ts'
import type { IntegrationSpec } from '../integrations/index.ts'
import type { VpcLinkNames } from '../integrations/vpc-link.ts'
import type { JsonValue } from '../openapi/json-value.ts'
import type { RouteTree } from '../routing/route-tree.ts'
import type { ValidationSpec } from '../validation/request-validation.ts'
import type { CanaryPointer } from './canary.ts'

/** Format of a snapshot in KV. A Worker reads the formats it knows; a new one is written beside, never over. */
export const SNAPSHOT_FORMAT = 1
/** With authorizers or a resource policy: a Worker of before there were any would serve the routes without them. */
export const GUARDED_FORMAT = 2

/** An immutable deployment: all the data plane needs to serve it, as JSON. Written once under its hash. */
export interface DeploymentSnapshot {
  readonly format: typeof SNAPSHOT_FORMAT | typeof GUARDED_FORMAT
  readonly protocol: 'REST'
  readonly apiId: string
  readonly apiName: string
  readonly deploymentId: string
  readonly endpointType: 'EDGE' | 'REGIONAL' | 'PRIVATE'
  readonly disableExecuteApiEndpoint: boolean
  readonly binaryMediaTypes: readonly string[]
  /** Bytes from which on responses are compressed; absent where they are not. */
  readonly minimumCompressionSize?: number
  readonly limits: LimitsSpec
  /** By response type. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>
  /** Name (draft 4's own: URL) → JSON Schema that routes validate by, or that those refer to. Absent when there are none. */
  readonly models?: Readonly<Record<string, JsonValue>>
  /** Absent where no route goes through one. */
  readonly vpcLinks?: VpcLinkNames
  /** By id: those that routes name. Absent when there are none. */
  readonly authorizers?: Readonly<Record<string, AuthorizerSpec>>
  /** The API's resource policy. */
  readonly policy?: PolicyDocument
  readonly tree: RouteTree
  /** The tree's leaves are positions in this list. */
  readonly routes: readonly RouteSpec[]
}

/** One resource × method. Members that are absent cost nothing at run time. */
export interface RouteSpec {
  readonly resourceId: string
  /** `/pets/{petId}`. */
  readonly resourcePath: string
  /** `GET`, …, `ANY`. */
  readonly httpMethod: string
  readonly operationName?: string
  /** Absent where nobody has to be known. */
  readonly authorization?: AuthorizationSpec
  readonly apiKeyRequired?: true
  readonly integration: IntegrationSpec
  /** Status codes that the method declares, ascending; absent for proxies. */
  readonly methodResponses?: readonly string[]
  readonly limits?: Partial<LimitsSpec>
  readonly validation?: ValidationSpec
  /** Features this route asks for that this version does not serve: the route answers 500 and the log names them. */
  readonly notServed?: readonly string[]
}

/** AWS's limits, or what `x-postern-limits` lifts them to. Bytes and milliseconds; `null` is no limit. */
export interface LimitsSpec {
  readonly requestLineBytes: number | null
  readonly requestHeaderBytes: number | null
  readonly requestBodyBytes: number | null
  /** Absent in snapshots of before there was such a limit. */
  readonly responseHeaderBytes?: number | null
  readonly responseBodyBytes: number | null
  readonly timeoutInMillis: number
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const AWS_LIMITS: LimitsSpec = {
  requestLineBytes: 10_240,
  requestHeaderBytes: 10_240,
  requestBodyBytes: 10_485_760,
  responseHeaderBytes: 10_240,
  responseBodyBytes: 10_485_760,
  timeoutInMillis: 29_000,
}

/** What KV holds at `stage/{api}/{stage}`: complete in itself, small, and written last. */
export interface StagePointer {
  readonly format: typeof SNAPSHOT_FORMAT
  readonly apiId: string
  readonly stageName: string
  readonly deploymentId: string
  readonly hash: string
  readonly variables: Readonly<Record<string, string>>
  /** What HTTP backends are shown. */
  readonly clientCertificateId?: string
  readonly canary?: CanaryPointer
  readonly accessLogFormat?: string
  /** `~1pets/GET`, or a star on either side of the slash for all methods → settings. */
  readonly methodSettings?: Readonly<Record<string, MethodSetting>>
  /** Version of the definition's row when this was written; a reader keeps the highest it saw. */
  readonly version: number
}

export const deploymentKey = (apiId: string, deploymentId: string, hash: string) =>
  `deployment/${apiId}/${deploymentId}/${hash}`
/** The definition that a snapshot was compiled of: what GetExport shows of a stage. It comes and goes with the snapshot. */
export const definitionKey = (apiId: string, deploymentId: string, hash: string) =>
  `definition/${apiId}/${deploymentId}/${hash}`
export const stageKey = (apiId: string, stageName: string) => `stage/${apiId}/${stageName}`
