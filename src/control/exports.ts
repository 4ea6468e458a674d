import type { RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { Stage } from '../definition/stage.ts'
import { definitionKey } from '../deployment/snapshot.ts'
import { documentText, exportOpenApi, exportVersion, isoSeconds } from '../openapi/export.ts'
import type { PublishedDocumentation } from '../openapi/extensions/documentation.ts'
import { jsonObject } from '../openapi/json-value.ts'
import { EXPORT_EXTENSIONS, type ExportExtension, type ExportServer, type ExportType } from '../openapi/writing.ts'
import { noSuchApi, noSuchStage } from './identifiers.ts'
import { type Call, type Operation, param } from './operation.ts'
import type { ControlServices } from './services.ts'
import { deploymentOf, type StoredDeployment, selectDeployment } from './store/deployment.ts'
import {
  documentationVersionOf,
  type StoredDocumentationVersion,
  selectDocumentationVersion,
} from './store/documentation-version.ts'
import { selectRestApi } from './store/rest-api.ts'
import { readTogether } from './store/rows.ts'
import { selectStage, stageOf } from './store/stage.ts'
import { badRequest, notServed } from './validation-error.ts'

type Format = 'json' | 'yaml'

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html: the definition that the stage serves.
 * Differs from AWS: Postman collections are not written, Postman reads the OpenAPI document.
 */
export const getExport: Operation = async (call, services) => {
  const type = exportTypeOf(param(call, 'exportType'))
  const extensions = extensionsOf(call.query)
  const format = formatOf(call.headers.get('accept'))
  const apiId = param(call, 'restApiId')
  const { stage, definition, documentation } = await readDeployed(services, apiId, param(call, 'stageName'))
  const server = serverOf(call, services, apiId, stage)
  const document = exportOpenApi(definition, { type, extensions, server, ...(documentation && { documentation }) })
  return {
    status: 200,
    text: documentText(document, format),
    headers: {
      // AWS's type, whatever was asked for (vector oai-0030).
      'content-type': 'application/octet-stream',
      'content-disposition': contentDisposition(definition.api, type, format),
    },
  }
}

/** `attachment; filename="swagger_1.0.0.json"`: what a header cannot carry becomes `_`. */
export function contentDisposition(api: RestApi, type: ExportType, format: Format): string {
  const version = exportVersion(api).replace(/[^\x20-\x7e]|["\\]/g, '_')
  return `attachment; filename="${type}_${version}.${format}"`
}

interface Deployed {
  readonly stage: Stage
  readonly definition: RestApiDefinition
  /** Of the version that the stage names: unlike the definition it is no matter of deployments. */
  readonly documentation?: PublishedDocumentation
}

async function readDeployed(services: ControlServices, apiId: string, stageName: string): Promise<Deployed> {
  const select = [selectRestApi(apiId), selectStage(apiId, stageName)]
  const [apis = [], [row] = []] = await readTogether(services.db, select)
  if (apis.length === 0) throw noSuchApi(services, apiId)
  if (row === undefined) throw noSuchStage()
  const { stage } = stageOf(row)
  const [[deployment] = [], [version] = []] = await readTogether(services.db, [
    selectDeployment(apiId, stage.deploymentId),
    selectDocumentationVersion(apiId, stage.documentationVersion ?? ''),
  ])
  const definition = await readDeployedDefinition(services, apiId, deployment && deploymentOf(deployment))
  if (definition === undefined)
    throw badRequest(
      `The deployment ${stage.deploymentId} of this stage was made by a version of Postern that kept no definition with it. Deploy the API to the stage again, then export it.`,
    )
  return { stage, definition, ...(version && { documentation: published(documentationVersionOf(version)) }) }
}

async function readDeployedDefinition(
  { config }: ControlServices,
  apiId: string,
  stored: StoredDeployment | undefined,
): Promise<RestApiDefinition | undefined> {
  const text = stored && (await config.get(definitionKey(apiId, stored.deployment.id, stored.hash)))
  // We wrote it, with the snapshot.
  return text === undefined ? undefined : (JSON.parse(text) as RestApiDefinition)
}

const published = ({ version, createdDate, parts }: StoredDocumentationVersion): PublishedDocumentation => ({
  ...{ version, createdDate: isoSeconds(createdDate) },
  parts: parts.map(({ location, properties }) => ({ location, properties: jsonObject(properties) ?? {} })),
})

/** In the words of AWS, as other projects' tests have them. */
function exportTypeOf(type: string): ExportType {
  if (type === 'oas30' || type === 'swagger') return type
  throw badRequest(`No API exporter for type '${type.slice(0, 100)}'`)
}

function extensionsOf(query: URLSearchParams): ExportExtension[] {
  const unknown = [...query.keys()].find((name) => name !== 'extensions')
  if (unknown !== undefined)
    throw badRequest(`Invalid export parameter '${unknown.slice(0, 100)}'. Must be one of: [extensions]`)
  const names = query.getAll('extensions').flatMap((list) => list.split(','))
  return names.map((name) => name.trim()).flatMap((name) => (name === '' ? [] : [extensionOf(name)]))
}

function extensionOf(name: string): ExportExtension {
  if (name === 'postman') throw notServed('The export of Postman collections')
  const known = EXPORT_EXTENSIONS.find((extension) => extension === name)
  if (known !== undefined) return known
  throw badRequest(
    `Invalid extensions specified '${name.slice(0, 100)}'. Must be one of: [${EXPORT_EXTENSIONS.join(', ')}]`,
  )
}

function formatOf(accept: string | null): Format {
  const types = (accept ?? '').split(',').map((type) => type.replace(/;.*/s, '').trim().toLowerCase())
  for (const type of types) {
    if (/^(?:|\*\/\*|application\/(?:json|\*))$/.test(type)) return 'json'
    if (type === 'application/yaml') return 'yaml'
  }
  throw badRequest('Invalid accepts specified. Must be one of: [application/json, application/yaml]')
}

/** The host form where the gateway has a domain, else the path form. */
function serverOf(call: Call, { settings }: ControlServices, apiId: string, { stageName }: Stage): ExportServer {
  const { protocol, host, port } = new URL(call.origin)
  const scheme = protocol === 'http:' ? 'http' : 'https'
  return settings.domain
    ? {
        protocol: scheme,
        host: `${apiId}.${settings.domain}${port && `:${port}`}`,
        basePath: `/${stageName}`,
      }
    : { protocol: scheme, host, basePath: `/_aws/execute-api/${apiId}/${stageName}` }
}
