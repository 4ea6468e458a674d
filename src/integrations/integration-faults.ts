/**
 * What AWS refuses of an integration, in its own words (vector cpl-0113): PutIntegration, UpdateIntegration and imports ask here.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
 * Differs from AWS: a timeout over 29 seconds needs `x-postern-limits`, not a quota increase.
 */
import type { Integration } from '../definition/rest-api.ts'
import { uriProblem } from './http-uri.ts'

export const INTEGRATION_TYPES = ['HTTP', 'HTTP_PROXY', 'AWS', 'AWS_PROXY', 'MOCK'] as const
/** In the order of AWS's message. */
export const INTEGRATION_METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'] as const
export const CONNECTION_TYPES = ['INTERNET', 'VPC_LINK'] as const
export const PASSTHROUGH_BEHAVIORS = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'] as const
export const CONTENT_HANDLINGS = ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'] as const
export const TRANSFER_MODES = ['BUFFERED', 'STREAM'] as const

/** AWS's bounds in milliseconds: 29 s unless lifted, and 15 minutes for streamed responses. */
export const SHORTEST_TIMEOUT_MILLIS = 50
export const LONGEST_TIMEOUT_MILLIS = 900_000
/** What AWS writes into every integration, so that it says nothing about what the owner wants. */
export const DEFAULT_TIMEOUT_MILLIS = 29_000

/** One member that is refused. */
export interface IntegrationFault {
  readonly member: keyof Integration
  readonly message: string
  /** What to do about it, to be read after the value. */
  readonly advice?: string
}

/** Everything that is wrong with an integration as a whole. `longestTimeoutInMillis` is what `x-postern-limits` allows here. */
export function integrationFaults(integration: Integration, longestTimeoutInMillis: number): IntegrationFault[] {
  return [
    faultOfMethod(integration),
    faultOfUri(integration),
    faultOfTimeout(integration, longestTimeoutInMillis),
    faultOfConnection(integration),
    faultOfTarget(integration),
    faultOfTransferMode(integration),
  ].filter((fault) => fault !== undefined)
}

function faultOfMethod({ type, httpMethod }: Integration): IntegrationFault | undefined {
  if (type === 'MOCK' || INTEGRATION_METHODS.some((known) => known === httpMethod)) return undefined
  if (!httpMethod)
    return {
      member: 'httpMethod',
      message: 'Enumeration value for HttpMethod must be non-empty',
      advice: 'add httpMethod',
    }
  return {
    member: 'httpMethod',
    message: `Invalid HttpMethod specified. Valid options are ${INTEGRATION_METHODS.join(',')}`,
  }
}

/** `arn:aws:apigateway:us-east-1:lambda:path/…`; the service may have a subdomain before it. */
const SERVICE = /^arn:[^:]*:[^:]*:[^:]*:(?:[^:]*\.)?([^:.]*):(?:path|action)\//
const PROXIED_SERVICES: ReadonlySet<string> = new Set(['lambda', 'firehose'])

function faultOfUri({ type, uri }: Integration): IntegrationFault | undefined {
  if (type === 'MOCK') return undefined
  const message = type.startsWith('AWS') ? problemOfArn(type, uri ?? '') : uriProblem(uri ?? '')
  if (message === undefined) return undefined
  const scheme = type.startsWith('AWS') ? 'must start with arn:' : 'must start with http:// or https://'
  const advised = message.startsWith('Invalid ') && { advice: uri ? scheme : 'add the address to call' }
  return { member: 'uri', message, ...advised }
}

function problemOfArn(type: Integration['type'], uri: string): string | undefined {
  if (!uri.startsWith('arn:')) return 'Invalid ARN specified in the request'
  if (!/:(?:path|action)\//.test(uri)) return 'AWS ARN for integration must contain path or action'
  const service = SERVICE.exec(uri)?.[1]
  if (type === 'AWS_PROXY' && service !== undefined && !PROXIED_SERVICES.has(service))
    return "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."
  return undefined
}

function faultOfTimeout(integration: Integration, longest: number): IntegrationFault | undefined {
  const { timeoutInMillis = DEFAULT_TIMEOUT_MILLIS, responseTransferMode } = integration
  if (timeoutInMillis === DEFAULT_TIMEOUT_MILLIS) return undefined
  const most = responseTransferMode === 'STREAM' ? LONGEST_TIMEOUT_MILLIS : longest
  if (timeoutInMillis >= SHORTEST_TIMEOUT_MILLIS && timeoutInMillis <= most) return undefined
  return {
    member: 'timeoutInMillis',
    message: `Timeout should be between ${SHORTEST_TIMEOUT_MILLIS} ms and ${most} ms`,
    ...(timeoutInMillis > most && { advice: 'needs x-postern-limits' }),
  }
}

/** AWS's words are not known. */
function faultOfConnection({ connectionType, connectionId }: Integration): IntegrationFault | undefined {
  if (connectionType !== 'VPC_LINK' || connectionId) return undefined
  return { member: 'connectionId', message: 'A connection of type VPC_LINK needs the connectionId of a VPC link' }
}

const LISTENER = /^(?:arn:|\$\{stageVariables\.)/

function faultOfTarget({ integrationTarget }: Integration): IntegrationFault | undefined {
  if (integrationTarget === undefined || LISTENER.test(integrationTarget)) return undefined
  return {
    member: 'integrationTarget',
    message: 'Invalid ARN specified in the request',
    advice: 'must start with arn:',
  }
}

const STREAMING_INVOCATION = /\/response-streaming-invocations$/

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html */
function faultOfTransferMode({ type, uri, responseTransferMode }: Integration): IntegrationFault | undefined {
  if (type !== 'AWS_PROXY' || responseTransferMode === 'STREAM' || !STREAMING_INVOCATION.test(uri ?? ''))
    return undefined
  return {
    member: 'responseTransferMode',
    message:
      'Invalid ResponseTransferMode. Cannot use ResponseTransferMode BUFFERED for Lambda functions invoked by InvokeWithResponseStream for AWS_PROXY integrations.',
  }
}
