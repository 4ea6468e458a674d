import type {
  Authorizer,
  DocumentationPart,
  Extension,
  GatewayResponse,
  Model,
  Part,
  RequestValidator,
} from '../definition/parts.ts'
import { DEFAULT_RESPONSE_TEMPLATES, defaultStatusOf, isGatewayResponseType } from '../errors/gateway-response-type.ts'
import type { Item } from './comparable.ts'

/** The kind of a part says what its body is. */
export function itemsOfPart({ kind, name, body }: Part): Item[] {
  switch (kind) {
    case 'Model': {
      const { description, contentType, schema } = body as Model
      return [{ kind: 'model', name, value: { description, contentType, schema: comparableSchema(schema) } }]
    }
    case 'Authorizer': {
      const { id: _, name: __, ...authorizer } = body as Authorizer
      return [{ kind: 'authorizer', name, value: { authorizerResultTtlInSeconds: 300, ...authorizer } }]
    }
    case 'RequestValidator': {
      const { id: _, name: __, ...validator } = body as RequestValidator
      return [{ kind: 'request validator', name, value: validator }]
    }
    case 'GatewayResponse': {
      const response = body as GatewayResponse
      return response.defaultResponse
        ? []
        : [{ kind: 'gateway response', name, value: comparableGatewayResponse(response) }]
    }
    case 'DocumentationPart': {
      const { location, properties } = body as DocumentationPart
      return [{ kind: 'documentation part', name: locationText(location), value: { properties: parsed(properties) } }]
    }
    // A snapshot, no part of what an import writes.
    case 'DocumentationVersion':
      return []
    case 'Extension': {
      const { value } = body as Extension
      return [{ kind: 'extension', name, value: { value } }]
    }
  }
}

/** With AWS's defaults, which are shown of a response that leaves them out. */
function comparableGatewayResponse(response: GatewayResponse) {
  const { responseType: type, statusCode, responseParameters, responseTemplates = {} } = response
  const status = isGatewayResponseType(type) ? defaultStatusOf(type)?.toString() : undefined
  const hasTemplates = Object.keys(responseTemplates).length > 0
  return {
    statusCode: statusCode ?? status,
    responseParameters,
    responseTemplates: hasTemplates ? responseTemplates : DEFAULT_RESPONSE_TEMPLATES,
  }
}

const LOCATION = ['type', 'method', 'path', 'statusCode', 'name'] as const

const locationText = (location: DocumentationPart['location']) =>
  LOCATION.map((member) => location[member])
    .filter(Boolean)
    .join(' ')

const MODELS_URL = /"https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/"]+\/models\//g

/** References name the API they stand in, which is another one for a document that was never imported. */
const comparableSchema = (schema: string | undefined) => parsed(schema?.replaceAll(MODELS_URL, '"#/models/'))

/** JSON text → value, so that blanks and the order of members do not count; any other value stays. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
