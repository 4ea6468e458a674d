/**
 * The URI of an integration with an AWS service: `arn:aws:apigateway:{region}:{subdomain.}{service}:{path|action}/{…}`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
 */
export interface IntegrationUri {
  readonly region: string
  /** `sqs`, `lambda`, `states`. */
  readonly service: string
  /** `a1b2c3-ats` of `a1b2c3-ats.iot`. */
  readonly subdomain?: string
  readonly kind: 'path' | 'action'
  /** What follows: a path without its leading slash, or the name of an action with its query. */
  readonly rest: string
}

const URI = /^arn:[^:]*:apigateway:([^:]*):(?:([^:]+)\.)?([^:.]+):(path|action)\/(.*)$/s

/** Undefined when it is none. */
export function parseIntegrationUri(uri: string): IntegrationUri | undefined {
  const [, region, subdomain, service, kind, rest] = URI.exec(uri) ?? []
  if (region === undefined || service === undefined || rest === undefined) return undefined
  return { region, service, ...(subdomain && { subdomain }), kind: kind === 'action' ? 'action' : 'path', rest }
}

/** Of Lambda's path: `2015-03-31/functions/{arn}/invocations`. */
const FUNCTION_PATH = /^[^/]+\/functions\/(.+)\/(invocations|response-streaming-invocations)$/s

export interface FunctionUri {
  /** With the stage variables still in it: `arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.name}`. */
  readonly arn: string
  readonly streaming: boolean
}

/** The function that an integration or an authorizer names; undefined when it names none. */
export function parseFunctionUri(uri: string): FunctionUri | undefined {
  const found = parseIntegrationUri(uri)
  if (found?.service !== 'lambda' || found.kind !== 'path') return undefined
  const [, arn, kind] = FUNCTION_PATH.exec(found.rest) ?? []
  return arn === undefined ? undefined : { arn, streaming: kind === 'response-streaming-invocations' }
}
