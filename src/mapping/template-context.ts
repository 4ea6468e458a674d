/**
 * `$context` in mapping templates: a map of the variables, in the order that AWS shows them, with maps of its own within.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 * Differs from AWS: the variables of access logs (`$context.status`, `$context.integration.latency` …) can be read here too; keySet()
 * does not show them.
 */
import { type ContextSource, contextValue } from './context-variables.ts'
import { SilentMap, type Value, type ValueMap } from './values.ts'

/** Recorded, order included: asi-0006. Those without a value are null. */
const ALWAYS = [
  ...['resourceId', 'resourcePath', 'httpMethod', 'extendedRequestId', 'requestTime', 'path', 'accountId', 'protocol'],
  ...['requestOverride', 'stage', 'domainPrefix', 'requestTimeEpoch', 'requestId', 'identity', 'domainName'],
  ...['deploymentId', 'responseOverride', 'apiId'],
]
const IDENTITY = [
  ...['cognitoIdentityPoolId', 'accountId', 'cognitoIdentityId', 'caller', 'sourceIp', 'principalOrgId', 'accessKey'],
  ...['cognitoAuthenticationType', 'cognitoAuthenticationProvider', 'userArn', 'userAgent', 'user'],
]
/** There only when they have a value. */
const SOMETIMES = ['awsEndpointRequestId', 'isCanaryRequest', 'wafResponseCode', 'webaclArn']
const SOMETIMES_IN_IDENTITY = ['apiKey', 'apiKeyId', 'vpcId', 'vpceId']
const ERROR = ['message', 'messageString', 'responseType', 'validationErrorString']
/** Maps of the variables of access logs alone. */
const OF_LOGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['integration', ['error', 'integrationStatus', 'latency', 'requestId', 'status']],
])

/** A new `$context`, good for all templates of one request: overrides that a request template sets are there for the response's. */
export function templateContext(x: ContextSource): ValueMap {
  const context = new TemplateContext(x)
  for (const name of ALWAYS) context.set(name, null)
  context.set('requestOverride', mapOfMaps('path', 'header', 'querystring'))
  context.set('identity', new SilentMap(IDENTITY.map((name) => [name, null])))
  context.set('responseOverride', mapOfMaps('header'))
  refreshContext(context, x)
  return context
}

const mapOfMaps = (...names: readonly string[]) => new SilentMap(names.map((name) => [name, new SilentMap()]))

class TemplateContext extends Map<Value, Value> {
  readonly #source: ContextSource

  constructor(source: ContextSource) {
    super()
    this.#source = source
  }

  override get(name: Value): Value | undefined {
    const value = super.get(name)
    if (value !== undefined || typeof name !== 'string') return value
    const names = OF_LOGS.get(name)
    return names === undefined ? variable(this.#source, name) : knownOf(this.#source, `${name}.`, names)
  }

  override has(name: Value): boolean {
    return this.get(name) !== undefined
  }
}

/** Sets what has become known since: an error, an authorizer's answer. Overrides and what a template set stay. */
export function refreshContext(context: ValueMap, x: ContextSource): void {
  for (const name of [...ALWAYS, ...SOMETIMES]) setKnown(context, name, variable(x, name))
  const identity = context.get('identity')
  if (identity instanceof Map) {
    for (const [name, value] of knownOf(x, 'identity.', [...IDENTITY, ...SOMETIMES_IN_IDENTITY]))
      identity.set(name, value)
  }
  setKnown(context, 'authorizer', x.authorizer)
  const error = knownOf(x, 'error.', ERROR)
  if (error.size > 0) context.set('error', error)
}

function setKnown(map: ValueMap, name: string, value: Value | undefined): void {
  if (value !== undefined) map.set(name, value)
}

function knownOf(x: ContextSource, prefix: string, names: readonly string[]): ValueMap {
  const map = new SilentMap()
  for (const name of names) setKnown(map, name, variable(x, prefix + name))
  return map
}

/** Booleans are texts here, as `$context.isCanaryRequest` is. */
function variable(x: ContextSource, name: string): Value | undefined {
  const value = contextValue(x, name)
  return typeof value === 'boolean' ? String(value) : (value ?? undefined)
}
