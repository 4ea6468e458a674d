/**
 * GetExport: a REST API with everything it holds becomes an OpenAPI 3.0 or 2.0 document, as AWS writes one.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html
 */
import { type CreateNodeOptions, stringify, type ToStringOptions } from 'yaml'
import type { RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { writeApiKeySource } from './extensions/api-key-source.ts'
import { writeBinaryMediaTypes } from './extensions/binary-media-types.ts'
import { writeDocumentation } from './extensions/documentation.ts'
import { writeEndpointAccessMode } from './extensions/endpoint-access-mode.ts'
import { writeEndpoint } from './extensions/endpoint-configuration.ts'
import { writeGatewayResponses } from './extensions/gateway-responses.ts'
import { writeLimits } from './extensions/limits.ts'
import { writeMinimumCompressionSize } from './extensions/minimum-compression-size.ts'
import { writePolicy } from './extensions/policy.ts'
import { writeRequestValidators } from './extensions/request-validators.ts'
import { writeSecurityPolicy } from './extensions/security-policy.ts'
import { writeTags } from './extensions/tag-value.ts'
import { Inherited } from './inherited-documentation.ts'
import { definedMembers, type JsonObject } from './json-value.ts'
import { writeUnclaimed } from './unclaimed.ts'
import { writePaths } from './write-paths.ts'
import { writeSchemas } from './write-schemas.ts'
import { writeSecuritySchemes } from './write-security.ts'
import { type ExportOptions, newWriting, type Writing } from './writing.ts'

/** The document; pure. Throws BadRequestException for a model that is no JSON Schema: OpenAPI has no place for others. */
export function exportOpenApi(definition: RestApiDefinition, options: ExportOptions): JsonObject {
  const writing = newWriting(definition, options)
  const said = new Inherited(writing.documentation)
  const document = {
    ...(options.type === 'swagger' ? swagger(writing, said) : oas30(writing, said)),
    ...extensionsOf(writing),
    ...(writing.documentation && writeDocumentation(writing.documentation)),
    ...said.vendorOf({ type: 'API' }),
  }
  return writing.writes('apigateway') ? writeUnclaimed(document, writing.parts, options.type) : document
}

/** As AWS writes YAML: texts in quotes, which no white space is lost in. */
const YAML: ToStringOptions & CreateNodeOptions = {
  ...{ aliasDuplicateObjects: false, lineWidth: 0, blockQuote: false },
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'PLAIN',
}

/** A document as text. */
export const documentText = (document: JsonObject, format: 'json' | 'yaml'): string =>
  format === 'json' ? JSON.stringify(document, null, 2) : stringify(document, YAML)

/** AWS's form of dates: `2016-11-22T22:39:14Z`. */
export const isoSeconds = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

/** What an export calls the version of an API that has none (vectors oai-0030, oai-0033). */
export const exportVersion = ({ version, createdDate }: RestApi): string => version ?? isoSeconds(createdDate)

function oas30(writing: Writing, said: Inherited): JsonObject {
  const { protocol, host, basePath } = writing.server
  const schemas = writeSchemas(writing, said)
  const securitySchemes = writeSecuritySchemes(writing, said)
  const server = {
    url: `${protocol}://${host}/{basePath}`,
    variables: { basePath: { default: basePath.slice(1) } },
    ...(writing.writes('apigateway') && writeEndpoint(writing.definition.api)),
  }
  return {
    openapi: '3.0.1',
    info: infoOf(writing, said),
    servers: [server],
    ...tagsOf(writing),
    paths: writePaths(writing, said),
    components: definedMembers({ schemas, securitySchemes }),
  }
}

function swagger(writing: Writing, said: Inherited): JsonObject {
  const { protocol, host, basePath } = writing.server
  const definitions = writeSchemas(writing, said)
  const securityDefinitions = writeSecuritySchemes(writing, said)
  return {
    swagger: '2.0',
    info: infoOf(writing, said),
    ...{ host, basePath, schemes: [protocol] },
    ...tagsOf(writing),
    paths: writePaths(writing, said),
    ...definedMembers({ securityDefinitions, definitions }),
    ...(writing.writes('apigateway') && writeEndpoint(writing.definition.api)),
  }
}

function infoOf({ definition: { api } }: Writing, said: Inherited): JsonObject {
  const info = { title: api.name, description: api.description, version: exportVersion(api) }
  return definedMembers({ ...info, ...said.infoOf() })
}

const tagsOf = ({ definition, writes }: Writing): JsonObject => (writes('apigateway') ? writeTags(definition.api) : {})

/** At the root of the document. */
function extensionsOf({ definition: { api }, parts, writes }: Writing): JsonObject {
  // Integrations may rely on what the limits allow.
  const limits = writes('integrations') ? writeLimits(parts) : {}
  if (!writes('apigateway')) return limits
  return {
    ...writeApiKeySource(api),
    ...writeBinaryMediaTypes(api),
    ...writeMinimumCompressionSize(api),
    ...writeGatewayResponses(parts),
    ...writePolicy(api),
    ...writeSecurityPolicy(api),
    ...writeEndpointAccessMode(api),
    ...writeRequestValidators(parts),
    ...limits,
  }
}
