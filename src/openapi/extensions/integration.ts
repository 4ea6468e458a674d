/**
 * `x-amazon-apigateway-integration`: what a method calls.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
 * Differs from AWS: a `timeoutInMillis` over 29 seconds needs `x-postern-limits`, not a quota increase.
 */
import type { Integration } from '../../definition/rest-api.ts'
import { definedMembers, type JsonObject, present, quote } from '../json-value.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'
import { readParameterMappings } from './integration-mappings.ts'
import { warnNotServed } from './integration-not-served.ts'
import { readIntegrationResponses, writeIntegrationResponses } from './integration-responses.ts'

export const INTEGRATION = 'x-amazon-apigateway-integration'

const TYPES = ['HTTP', 'HTTP_PROXY', 'AWS', 'AWS_PROXY', 'MOCK'] as const
const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'ANY'] as const
const MEMBERS = [
  ...[
    'type',
    'httpMethod',
    'uri',
    'connectionType',
    'connectionId',
    'credentials',
    'requestParameters',
    'requestTemplates',
  ],
  ...['passthroughBehavior', 'contentHandling', 'timeoutInMillis', 'cacheNamespace', 'cacheKeyParameters', 'responses'],
  // REST APIs always speak format 1.0, which exported documents may state.
  ...['tlsConfig', 'responseTransferMode', 'payloadFormatVersion', 'integrationTarget'],
]
/** AWS's bounds: 50 ms, and 29 s unless lifted. */
const SHORTEST_TIMEOUT_MILLIS = 50
/** Bound of `x-postern-limits`, and of AWS's own streamed responses. */
const LONGEST_TIMEOUT_MILLIS = 900_000
/** What AWS sets where the document says nothing (vectors oai-0003 to oai-0021). */
const DEFAULT_TIMEOUT_MILLIS = 29_000

/** The method an integration belongs to. */
export interface IntegrationOwner {
  readonly path: string
  readonly httpMethod: string
  readonly resourceId: string
  /** What `x-postern-limits` allows here, in milliseconds. */
  readonly longestTimeoutInMillis: number
}

/** The integration of an operation; undefined when it has none, or one that was reported as wrong. */
export function readIntegration(reading: Reading, operation: Fields, owner: IntegrationOwner): Integration | undefined {
  if (!reading.claims.take(operation, INTEGRATION)) return undefined
  const fields = operation.fields(INTEGRATION)
  if (fields === undefined) return undefined
  const type = fields.constant('type', TYPES)
  if (type === undefined) {
    if (fields.value('type') === undefined)
      reading.report.error(fields.at('type'), `is missing: one of ${TYPES.join(', ')}`)
    return undefined
  }
  fields.warnUnknown(MEMBERS, INTEGRATION)
  const integration = present<Integration>({
    type,
    ...(type === 'MOCK' ? undefined : readBackend(reading, fields, type)),
    ...readTransport(fields, type),
    ...readRequest(reading, fields, owner),
    timeoutInMillis: readTimeout(reading, fields, owner),
    cacheNamespace: fields.text('cacheNamespace') ?? owner.resourceId,
    cacheKeyParameters: fields.texts('cacheKeyParameters') ?? [],
    integrationResponses: readIntegrationResponses(reading, fields, owner),
  })
  warnNotServed(reading.report, fields, integration)
  return integration
}

function readBackend(
  reading: Reading,
  fields: Fields,
  type: Integration['type'],
): Pick<Integration, 'uri' | 'httpMethod'> {
  const httpMethod = fields.constant('httpMethod', METHODS)
  if (fields.value('httpMethod') === undefined)
    reading.report.error(fields.at('httpMethod'), 'Enumeration value for HttpMethod must be non-empty: add httpMethod')
  const uri = fields.text('uri')
  const fault = fields.value('uri') === undefined ? 'is missing: add the address to call' : uri && faultOfUri(type, uri)
  if (fault) reading.report.error(fields.at('uri'), fault)
  return { httpMethod, uri }
}

/** In AWS's words (vector cpl-0113), and what to write instead. */
function faultOfUri(type: Integration['type'], uri: string): string | undefined {
  const isArn = uri.startsWith('arn:')
  if (type.startsWith('AWS') && !isArn)
    return `Invalid ARN specified in the request: ${quote(uri)} must start with arn:`
  if (type.startsWith('AWS') && !/:(?:path|action)\//.test(uri))
    return 'AWS ARN for integration must contain path or action'
  if (type.startsWith('HTTP') && !/^(?:https?:\/\/[^/]|\$\{stageVariables\.)/i.test(uri))
    return `Invalid HTTP endpoint specified for URI: ${quote(uri)} must start with http:// or https://`
  return undefined
}

function readTransport(fields: Fields, type: Integration['type']): Partial<Integration> {
  const tlsConfig = fields.fields('tlsConfig')
  tlsConfig?.warnUnknown(['insecureSkipVerification'], 'tlsConfig')
  return {
    connectionType:
      fields.constant('connectionType', ['INTERNET', 'VPC_LINK']) ?? (type.startsWith('HTTP') ? 'INTERNET' : undefined),
    connectionId: fields.text('connectionId'),
    credentials: fields.text('credentials'),
    tlsConfig: tlsConfig && present({ insecureSkipVerification: tlsConfig.boolean('insecureSkipVerification') }),
    responseTransferMode: fields.constant('responseTransferMode', ['BUFFERED', 'STREAM']),
    integrationTarget: fields.text('integrationTarget'),
  }
}

function readRequest(reading: Reading, fields: Fields, owner: IntegrationOwner): Partial<Integration> {
  const passthrough = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'] as const
  return {
    requestParameters: readParameterMappings(reading, fields, 'requestParameters', owner),
    requestTemplates: fields.textMap('requestTemplates'),
    passthroughBehavior: fields.constant('passthroughBehavior', passthrough) ?? 'WHEN_NO_MATCH',
    contentHandling: fields.constant('contentHandling', ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT']),
  }
}

function readTimeout(reading: Reading, fields: Fields, owner: IntegrationOwner): number {
  const timeout = fields.integer('timeoutInMillis', SHORTEST_TIMEOUT_MILLIS, LONGEST_TIMEOUT_MILLIS)
  const streams = fields.text('responseTransferMode')?.toUpperCase() === 'STREAM'
  if (timeout !== undefined && timeout > owner.longestTimeoutInMillis && !streams)
    reading.report.error(
      fields.at('timeoutInMillis'),
      `Timeout should be between ${SHORTEST_TIMEOUT_MILLIS} ms and ${owner.longestTimeoutInMillis} ms: lift it with x-postern-limits`,
    )
  return timeout ?? DEFAULT_TIMEOUT_MILLIS
}

/** The integration of an operation, as AWS writes it: constants in lower case, defaults left out (vectors oai-0030, oai-0034). */
export function writeIntegration(integration: Integration | undefined, resourceId: string): JsonObject {
  if (integration === undefined) return {}
  const { type, requestParameters, requestTemplates, passthroughBehavior = 'WHEN_NO_MATCH' } = integration
  const written = definedMembers({
    type: type.toLowerCase(),
    // A MOCK calls nothing, whatever was put there.
    ...(type !== 'MOCK' && { httpMethod: integration.httpMethod, uri: integration.uri }),
    ...writeTransport(integration),
    responses: filled(integration.integrationResponses && writeIntegrationResponses(integration.integrationResponses)),
    requestParameters: filled(requestParameters),
    requestTemplates: filled(requestTemplates),
    passthroughBehavior: passthroughBehavior.toLowerCase(),
    contentHandling: integration.contentHandling,
    timeoutInMillis: integration.timeoutInMillis === DEFAULT_TIMEOUT_MILLIS ? undefined : integration.timeoutInMillis,
    ...writeCache(integration, resourceId),
  })
  return { [INTEGRATION]: written }
}

function writeTransport(integration: Integration): Partial<JsonObject> {
  const { connectionType, connectionId, credentials, tlsConfig, responseTransferMode } = integration
  const connection = connectionType === 'INTERNET' ? undefined : connectionType
  return { connectionType: connection, connectionId, credentials, tlsConfig, responseTransferMode }
}

/** AWS names the namespace, the default one too, where a cache has keys. */
function writeCache({ cacheNamespace, cacheKeyParameters = [] }: Integration, resourceId: string): JsonObject {
  const namespace = cacheNamespace ?? resourceId
  const hasKeys = cacheKeyParameters.length > 0
  return {
    ...((hasKeys || namespace !== resourceId) && { cacheNamespace: namespace }),
    ...(hasKeys && { cacheKeyParameters }),
  }
}

const filled = <T extends object>(map: T | undefined) => (map && Object.keys(map).length > 0 ? map : undefined)
