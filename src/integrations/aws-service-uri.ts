/**
 * What the URI of an integration with an AWS service calls: `…:sqs:path/123456789012/orders`, `…:sns:action/Publish&TopicArn={arn}`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
 * Differs from AWS: a Query action gets its API's version where no mapping names one, and every JSON action its X-Amz-Target.
 */
import type { ServiceAddress } from '../aws/endpoints.ts'
import { type IntegrationUri, parseIntegrationUri } from '../aws/integration-uri.ts'
import { type ActionProtocol, actionProtocolOf } from '../aws/service-protocols.ts'
import { normalizeEscapes } from '../aws/sigv4-encoding.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { substituteStageVariables } from '../mapping/stage-variables.ts'
import { leavesDirectory } from './http-uri.ts'

type Names = Readonly<Record<string, string>>

/** One call, before the service's endpoint is known. */
export interface ServiceCall {
  readonly address: ServiceAddress
  /** `/123456789012/orders`, encoded. */
  readonly path: string
  /** Without `?`, encoded. */
  readonly query: string
  /** Of an `action/…` alone. */
  readonly action?: ServiceAction
}

export interface ServiceAction {
  readonly name: string
  readonly protocol: ActionProtocol
}

/** What is wrong with a URI as its owner wrote it; undefined when nothing is, or a stage variable decides. */
export function serviceUriProblem(uri: string): string | undefined {
  if (uri.includes('${stageVariables.')) return undefined
  const parsed = parseIntegrationUri(uri)
  if (parsed === undefined) return 'Invalid ARN specified in the request'
  return parsed.kind === 'action' ? actionProblem(parsed) : undefined
}

const ACTION = /^[A-Za-z][A-Za-z0-9]*$/
const actionName = ({ rest }: IntegrationUri) => rest.split(/[&?]/, 1)[0] as string

function actionProblem(parsed: IntegrationUri): string | undefined {
  if (!ACTION.test(actionName(parsed))) return `action ${actionName(parsed)}, which is no name`
  if (protocolOf(parsed) === undefined)
    return `actions of ${parsed.service}, of which none is known (use the path form of the URI)`
  return undefined
}

/** The call of one request. Throws GatewayError when the stage's variables make no URI of it, or a value would lead elsewhere. */
export type ServiceCallOf = (variables: Names, path: Names) => ServiceCall

/** A URI with the stage's variables in it, its paths cut at their placeholders: text, name, text, name, …, text. */
interface Resolved {
  readonly variables: Names
  readonly address: ServiceAddress
  readonly path: readonly string[]
  readonly query: readonly string[]
  readonly action?: ServiceAction
}

/** Variables are put in once per stage pointer, path parameters once per call. A placeholder without a value stays. */
export function linkServiceUri(uri: string): ServiceCallOf {
  let resolved: Resolved | undefined
  return (variables, path) => {
    resolved = resolved?.variables === variables ? resolved : resolve(uri, variables)
    const { address, action } = resolved
    return {
      address,
      path: filled(resolved.path, path, pathValue),
      query: filled(resolved.query, path, queryValue),
      ...(action && { action }),
    }
  }
}

/** `{name}`; what follows a `$` is no path parameter. */
const PLACEHOLDER = /(?<!\$)\{([^{}\\]+)\}/g

function resolve(uri: string, variables: Names): Resolved {
  const text = substituteStageVariables(uri, variables)
  const parsed = parseIntegrationUri(text)
  if (parsed === undefined) throw misconfigured(`Invalid endpoint address: ${text}`)
  const { service, region, subdomain, rest } = parsed
  const address = { service, region, ...(subdomain !== undefined && { subdomain }) }
  if (parsed.kind === 'action') {
    const hostPrefix = HOST_PREFIXES.get(`${service}:${actionName(parsed)}`)
    return { variables, address: { ...address, ...(hostPrefix && { hostPrefix }) }, path: ['/'], ...actionOf(parsed) }
  }
  const [path = '', ...query] = rest.replace(/#.*/s, '').split('?')
  return { variables, address, path: `/${path}`.split(PLACEHOLDER), query: query.join('?').split(PLACEHOLDER) }
}

/** Actions that another host of their service answers, as the SDKs' models say. */
const HOST_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['states:StartSyncExecution', 'sync-'],
  ['states:TestState', 'sync-'],
])

/** `Publish&TopicArn=…`; AWS sends the action in the query string whatever the service speaks. */
function actionOf(parsed: IntegrationUri): Pick<Resolved, 'query' | 'action'> {
  const protocol = protocolOf(parsed)
  const problem = actionProblem(parsed)
  if (protocol === undefined || problem !== undefined) throw misconfigured(`The integration asks for ${problem}`)
  const name = actionName(parsed)
  const query = `Action=${parsed.rest.replace(/[?&]/, '&').replaceAll('#', '%23')}`
  return { query: query.split(PLACEHOLDER), action: { name, protocol } }
}

const protocolOf = ({ service, subdomain }: IntegrationUri): ActionProtocol | undefined =>
  (subdomain === undefined ? undefined : actionProtocolOf(`${subdomain}.${service}`)) ?? actionProtocolOf(service)

const misconfigured = (reason: string) => new GatewayError('API_CONFIGURATION_ERROR', { reason })

/** `pieces` with the values of their placeholders between them. */
function filled(pieces: readonly string[], values: Names, encoded: (value: string) => string): string {
  let text = pieces[0] as string
  for (let i = 1; i < pieces.length; i += 2) {
    const name = pieces[i] as string
    const value = Object.hasOwn(values, name) ? encoded(values[name] as string) : `{${name}}`
    text += value + pieces[i + 1]
  }
  return text
}

const LEAVES_DIRECTORY = new GatewayError('BAD_REQUEST_PARAMETERS', {
  message: 'Invalid request parameter',
  reason: 'A mapped path parameter would leave the directory of the integration URI',
})

/** Encoded once, as it came or by its mapping; slashes part the path. What would end the path is not left to the caller. */
function pathValue(value: string): string {
  if (leavesDirectory(value)) throw LEAVES_DIRECTORY
  return value
    .split('/')
    .map((segment) => normalizeEscapes(segment, '%2B'))
    .join('/')
}

/** What would begin another parameter is not left to the caller. */
const queryValue = (value: string) => normalizeEscapes(value, '%2B')
