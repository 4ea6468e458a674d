/**
 * `$context` variables in parameter mappings and access logs.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 */
import type { RouteSpec } from '../deployment/snapshot.ts'
import type { Arrival, Services } from '../gateway/exchange.ts'
import type { LinkedDeployment } from '../gateway/link.ts'
import type { RequestRecord } from '../gateway/request-record.ts'
import { printValue } from './print.ts'
import type { Value, ValueMap } from './values.ts'

/** What the variables are read from. An Exchange has all of it; a request that was refused before its route, the first two. */
export interface ContextSource {
  readonly record: RequestRecord
  readonly arrival: Arrival
  readonly request?: Request
  readonly services?: Services
  readonly deployment?: LinkedDeployment
  readonly route?: RouteSpec
  /** What the authorizer said: `principalId`, `claims`, its context. Absent without one. */
  readonly authorizer?: ValueMap
  /** Variables of a test invocation, by name, which come before what is so. */
  readonly additionalContext?: Readonly<Record<string, string>>
}

type Variable = (x: ContextSource) => string | number | boolean | null | undefined

const integrationStatus: Variable = ({ record }) => record.integrationStatus
const integrationLatency: Variable = ({ record }) => record.integrationLatency
const integrationError: Variable = ({ record }) => record.integrationError

/** By AWS's name. A name that is not here has no value. */
const VARIABLES: ReadonlyMap<string, Variable> = new Map<string, Variable>([
  ['accountId', (x) => x.services?.settings.accountId],
  ['apiId', ({ record }) => record.apiId || undefined],
  ['authorizer.error', ({ record }) => record.authorizerError],
  ['authorizer.integrationStatus', ({ record }) => record.authorizerIntegrationStatus],
  ['authorizer.latency', ({ record }) => record.authorizerLatency],
  ['authorizer.requestId', ({ record }) => record.authorizerRequestId],
  ['authorizer.status', ({ record }) => record.authorizerStatus],
  ['awsEndpointRequestId', ({ record }) => record.integrationRequestId],
  ['deploymentId', ({ record }) => record.deploymentId],
  ['domainName', ({ arrival }) => arrival.domainName],
  ['domainPrefix', ({ arrival }) => arrival.domainName.split('.', 1)[0]],
  ['endpointType', (x) => x.deployment?.snapshot.endpointType],
  ['error.message', ({ record }) => record.errorMessage],
  // Also of a refusal that has no message: AWS's own template reads `null` from it.
  ['error.messageString', ({ record }) => JSON.stringify(record.errorMessage)],
  ['error.responseType', ({ record }) => record.errorType],
  ['error.validationErrorString', ({ record }) => record.validationErrorString],
  ['extendedRequestId', ({ record }) => record.extendedRequestId],
  ['httpMethod', ({ record }) => record.method],
  ['identity.sourceIp', ({ record }) => record.sourceIp],
  ['identity.userAgent', ({ arrival }) => arrival.headers.get('user-agent')],
  ['integration.error', integrationError],
  ['integration.integrationStatus', integrationStatus],
  ['integration.latency', integrationLatency],
  ['integration.requestId', ({ record }) => record.integrationRequestId],
  // Of a proxied function what its code says; the others are Lambda's own status.
  ['integration.status', ({ record }) => record.functionStatus ?? record.integrationStatus],
  ['integrationErrorMessage', integrationError],
  ['integrationLatency', integrationLatency],
  ['integrationStatus', integrationStatus],
  ['isCanaryRequest', ({ record }) => record.isCanaryRequest],
  ['operationName', (x) => x.route?.operationName],
  ['path', ({ arrival }) => arrival.requestPath],
  ['protocol', ({ arrival }) => arrival.protocol],
  ['requestId', ({ record }) => record.requestId],
  ['requestTime', ({ record }) => commonLogTime(record.time)],
  ['requestTimeEpoch', ({ record }) => record.time],
  ['resourceId', (x) => x.route?.resourceId],
  ['resourcePath', ({ record }) => record.resourcePath],
  ['responseLatency', ({ record }) => record.responseLatency],
  ['responseLength', ({ record }) => record.responseLength],
  ['stage', ({ record }) => record.stage || undefined],
  ['status', ({ record }) => record.status || undefined],
  ['xrayTraceId', ({ record }) => record.traceId && rootOf(record.traceId)],
])

/** Whether this version knows a variable of that name, be it set or not. */
export const isContextVariable = (name: string): boolean => VARIABLES.has(name)

/** The value of `$context.{name}` as templates have it, numbers as numbers; undefined or null when it has none, or is not known yet. */
export function contextValue(x: ContextSource, name: string): ReturnType<Variable> {
  const { additionalContext } = x
  if (additionalContext !== undefined && Object.hasOwn(additionalContext, name)) return additionalContext[name]
  // What the authorizer itself says under a name comes before what is known about it.
  const said = name.startsWith(AUTHORIZER) ? authorizerValue(x.authorizer, name.slice(AUTHORIZER.length)) : undefined
  return said ?? VARIABLES.get(name)?.(x)
}

const AUTHORIZER = 'authorizer.'

/** A map has no text: `$context.authorizer.claims` is null in AWS's documentation, its members are texts. */
function authorizerValue(authorizer: ValueMap | undefined, name: string): ReturnType<Variable> {
  const found = name
    .split('.')
    .reduce<Value | undefined>((at, part) => (at instanceof Map ? at.get(part) : undefined), authorizer)
  return found === undefined || found === null || found instanceof Map ? undefined : printValue(found)
}

/** The value of `$context.{name}`, as text; undefined when it has none, or is not known yet. */
export function contextVariable(x: ContextSource, name: string): string | undefined {
  const value = contextValue(x, name)
  return value === undefined || value === null ? undefined : String(value)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number) => String(value).padStart(2, '0')

/** Milliseconds since 1970 → the Common Log Format's time in UTC: `19/Nov/2026:08:05:09 +0000`. */
export function commonLogTime(millis: number): string {
  const at = new Date(millis)
  const date = `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`
  return `${date}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`
}

/** `Root=1-5759e988-…;Parent=…` → `1-5759e988-…`. */
function rootOf(traceId: string): string {
  const root = /(?:^|;)Root=([^;]*)/.exec(traceId)?.[1]
  return root ?? traceId
}
