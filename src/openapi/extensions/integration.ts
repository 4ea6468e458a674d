/**
 * `x-amazon-apigateway-integration`: what a method calls.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
 */
import type { Integration } from '../../definition/rest-api.ts'
import {
  CONNECTION_TYPES,
  CONTENT_HANDLINGS,
  DEFAULT_TIMEOUT_MILLIS,
  INTEGRATION_METHODS,
  INTEGRATION_TYPES,
  integrationFaults,
  LONGEST_TIMEOUT_MILLIS,
  PASSTHROUGH_BEHAVIORS,
  SHORTEST_TIMEOUT_MILLIS,
  TRANSFER_MODES,
} from '../../integrations/integration-faults.ts'
import { definedMembers, type JsonObject, present, quote } from '../json-value.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'
import { readParameterMappings, readTemplates } from './integration-mappings.ts'
import { warnNotServed } from './integration-not-served.ts'
import { readIntegrationResponses, writeIntegrationResponses } from './integration-responses.ts'

export const INTEGRATION = 'x-amazon-apigateway-integration'

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
const DEFAULT_PASSTHROUGH = 'WHEN_NO_MATCH'

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
  const type = fields.constant('type', INTEGRATION_TYPES)
  if (type === undefined) {
    if (fields.value('type') === undefined)
      reading.report.error(fields.at('type'), `is missing: one of ${INTEGRATION_TYPES.join(', ')}`)
    return undefined
  }
  fields.warnUnknown(MEMBERS, INTEGRATION)
  const integration = present<Integration>({
    type,
    ...(type === 'MOCK' ? undefined : readBackend(fields)),
    ...readTransport(fields, type),
    ...readRequest(reading, fields, owner),
    // Defaults are those that AWS shows (vectors oai-0003 to oai-0021).
    timeoutInMillis:
      fields.integer('timeoutInMillis', SHORTEST_TIMEOUT_MILLIS, LONGEST_TIMEOUT_MILLIS) ?? DEFAULT_TIMEOUT_MILLIS,
    cacheNamespace: fields.text('cacheNamespace') ?? owner.resourceId,
    cacheKeyParameters: fields.texts('cacheKeyParameters') ?? [],
    integrationResponses: readIntegrationResponses(reading, fields, owner),
  })
  reportFaults(reading, fields, integration, owner.longestTimeoutInMillis)
  warnNotServed(reading.report, fields, integration)
  return integration
}

function readBackend(fields: Fields): Pick<Integration, 'uri' | 'httpMethod'> {
  return { httpMethod: fields.constant('httpMethod', INTEGRATION_METHODS), uri: fields.text('uri') }
}

/** Members that could not be read were reported then. */
function reportFaults({ report }: Reading, fields: Fields, integration: Integration, longestTimeoutInMillis: number) {
  for (const { member, message, advice } of integrationFaults(integration, longestTimeoutInMillis)) {
    const value = fields.value(member)
    if (value !== undefined && integration[member] === undefined) continue
    const what = value === undefined ? advice : advice && `${quote(value)} ${advice}`
    report.error(fields.at(member), what === undefined ? message : `${message}: ${what}`)
  }
}

function readTransport(fields: Fields, type: Integration['type']): Partial<Integration> {
  const tlsConfig = fields.fields('tlsConfig')
  tlsConfig?.warnUnknown(['insecureSkipVerification'], 'tlsConfig')
  return {
    connectionType:
      fields.constant('connectionType', CONNECTION_TYPES) ?? (type.startsWith('HTTP') ? 'INTERNET' : undefined),
    connectionId: fields.text('connectionId'),
    credentials: fields.text('credentials'),
    tlsConfig: tlsConfig && present({ insecureSkipVerification: tlsConfig.boolean('insecureSkipVerification') }),
    responseTransferMode: fields.constant('responseTransferMode', TRANSFER_MODES),
    integrationTarget: fields.text('integrationTarget'),
  }
}

function readRequest(reading: Reading, fields: Fields, owner: IntegrationOwner): Partial<Integration> {
  return {
    requestParameters: readParameterMappings(reading, fields, 'requestParameters', owner),
    requestTemplates: readTemplates(fields, 'requestTemplates'),
    passthroughBehavior: fields.constant('passthroughBehavior', PASSTHROUGH_BEHAVIORS) ?? DEFAULT_PASSTHROUGH,
    contentHandling: fields.constant('contentHandling', CONTENT_HANDLINGS),
  }
}

/** The integration of an operation, as AWS writes it: constants in lower case, defaults left out (vectors oai-0030, oai-0034). */
export function writeIntegration(integration: Integration | undefined, resourceId: string): JsonObject {
  if (integration === undefined) return {}
  const { type, httpMethod, uri, connectionType, integrationResponses, requestParameters, ...others } = integration
  const { requestTemplates, passthroughBehavior, timeoutInMillis, cacheNamespace, cacheKeyParameters, ...same } = others
  const written = definedMembers({
    type: type.toLowerCase(),
    // A MOCK calls nothing, whatever was put there.
    ...(type !== 'MOCK' && { httpMethod, uri }),
    connectionType: connectionType === 'INTERNET' ? undefined : connectionType,
    ...same,
    responses: filled(integrationResponses && writeIntegrationResponses(integrationResponses)),
    requestParameters: filled(requestParameters),
    requestTemplates: filled(requestTemplates),
    passthroughBehavior: (passthroughBehavior ?? DEFAULT_PASSTHROUGH).toLowerCase(),
    timeoutInMillis: timeoutInMillis === DEFAULT_TIMEOUT_MILLIS ? undefined : timeoutInMillis,
    ...writeCache(integration, resourceId),
  })
  return { [INTEGRATION]: written }
}

/** AWS names the namespace, the default one too, where a cache has keys (an export in its developer guide). */
function writeCache({ cacheNamespace, cacheKeyParameters = [] }: Integration, resourceId: string): JsonObject {
  const namespace = cacheNamespace ?? resourceId
  const hasKeys = cacheKeyParameters.length > 0
  return {
    ...((hasKeys || namespace !== resourceId) && { cacheNamespace: namespace }),
    ...(hasKeys && { cacheKeyParameters }),
  }
}

const filled = <T extends object>(map: T | undefined) => (map && Object.keys(map).length > 0 ? map : undefined)
