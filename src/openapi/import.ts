/**
 * ImportRestApi and PutRestApi: an OpenAPI 2.0, 3.0 or 3.1 document becomes a REST API with everything it holds.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html
 */
import type { Part } from '../definition/parts.ts'
import type { RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { Problem } from '../lib/problems.ts'
import { type BasePathMode, basePathOf } from './base-path.ts'
import { derivedDocumentation } from './derived-documentation.ts'
import { type OpenApiDocument, parseOpenApi } from './document.ts'
import { readApiKeySource } from './extensions/api-key-source.ts'
import { readBinaryMediaTypes } from './extensions/binary-media-types.ts'
import { readDocumentation } from './extensions/documentation.ts'
import { readEndpointAccessMode } from './extensions/endpoint-access-mode.ts'
import { readEndpoint } from './extensions/endpoint-configuration.ts'
import { readGatewayResponses } from './extensions/gateway-responses.ts'
import { readLimits } from './extensions/limits.ts'
import { readMinimumCompressionSize } from './extensions/minimum-compression-size.ts'
import { readPolicy } from './extensions/policy.ts'
import { readRequestValidators } from './extensions/request-validators.ts'
import { readSecurityPolicy } from './extensions/security-policy.ts'
import { readTags } from './extensions/tag-value.ts'
import { refuseHttpApi } from './http-api.ts'
import { present } from './json-value.ts'
import { keptParts, mergedSettings, type PutMode } from './merge.ts'
import { readPaths } from './methods.ts'
import { Models } from './models.ts'
import { newReading, type Reading } from './reading.ts'
import { Report } from './report.ts'
import { ResourceTree } from './resource-tree.ts'
import { Security } from './security.ts'
import { storeUnclaimed } from './unclaimed.ts'

export interface ImportOptions {
  readonly apiId: string
  /** Seconds since 1970. */
  readonly createdDate: number
  readonly newId: () => string
  readonly basepath: BasePathMode
  /** The API that PutRestApi puts the document into: it keeps id, date and tags, and what has the same path or name keeps its id. */
  readonly previous?: RestApiDefinition
  /** What becomes of the rest of the API before; `overwrite` when absent. */
  readonly mode?: PutMode
  /** `documentation`: the document's documentation parts are passed over, and those of the API before stay. */
  readonly ignore?: 'documentation'
}

export interface ImportResult {
  /** Absent when there are errors. */
  readonly definition?: RestApiDefinition
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
  /** Those of the warnings that name a feature which is stored but not served by this version: AWS has no such warnings. */
  readonly notServed: readonly Problem[]
}

/**
 * Reads a document into a definition; pure but for `newId`. Every problem is collected under its JSON pointer.
 * Throws `BadRequestException` for what is no OpenAPI document at all, or larger than 6 MB.
 */
export function importOpenApi(text: string, options: ImportOptions): ImportResult {
  const { definition, ...said } = readOpenApi(text, options)
  return { ...(definition && said.errors.length === 0 && { definition }), ...said }
}

/** As `importOpenApi`, but with what could be read beside errors: to look for further problems, never to be stored. */
export function readOpenApi(text: string, options: ImportOptions): ImportResult {
  const report = new Report()
  const document = parseOpenApi(text, report)
  const definition = document && readDefinition(document, report, options)
  const { errors, warnings, notServed } = report
  return { ...(definition && { definition }), errors, warnings, notServed }
}

function readDefinition(
  document: OpenApiDocument,
  report: Report,
  options: ImportOptions,
): RestApiDefinition | undefined {
  const reading = newReading(document, report, options)
  if (refuseHttpApi(reading)) return undefined
  const rootId = options.previous?.api.rootResourceId ?? options.newId()
  const tree = new ResourceTree(rootId, reading.ids, report, reading.mergedInto?.resources)
  const read = readParts(reading, tree, options)
  const api = readApi(reading, tree.rootId, options)
  const parts = [...read, ...storeUnclaimed(reading)]
  // Last, when all warnings are known.
  const warnings = report.wire.length > 0 ? [...report.wire] : undefined
  return {
    api: present({ ...api, warnings }),
    resources: tree.resources(),
    parts: [...parts, ...partsBefore(tree, parts, options)],
  }
}

function partsBefore(tree: ResourceTree, parts: readonly Part[], options: ImportOptions): Part[] {
  const { previous, mode = 'overwrite', ignore } = options
  return previous ? keptParts(previous, { mode, tree, parts, ignoresDocumentation: ignore === 'documentation' }) : []
}

function readParts(reading: Reading, tree: ResourceTree, { basepath, ignore }: ImportOptions): Part[] {
  const models = new Models(reading)
  const security = new Security(reading)
  const validators = readRequestValidators(reading)
  const limits = readLimits(reading, reading.root)
  const { timeoutInMillis } = limits
  const basePath = basePathOf(reading, basepath)
  const ofOperations = readPaths(reading, { basePath, tree, models, security, validators, timeoutInMillis })
  return [
    ...models.parts(),
    ...validators,
    ...security.parts(),
    ...readGatewayResponses(reading),
    ...(readDocumentation(reading, ignore) ?? derivedDocumentation(reading, basePath)),
    ...(limits.part ? [limits.part] : []),
    ...ofOperations,
  ]
}

function readApi(reading: Reading, rootResourceId: string, options: ImportOptions): RestApi {
  const { apiId, createdDate, previous } = options
  const read = readSettings(reading)
  const name = read.name || previous?.api.name
  const fault = faultOfName(name)
  if (fault !== undefined) reading.report.error('/info/title', fault)
  const { mergedInto } = reading
  return present<RestApi>({
    apiKeySource: 'HEADER',
    ...(mergedInto ? mergedSettings(mergedInto.api, read) : read),
    id: previous?.api.id ?? apiId,
    name: name ?? '',
    createdDate: previous?.api.createdDate ?? createdDate,
    ...readEndpoint(reading, previous?.api),
    tags: mergedTags(previous?.api.tags, readTags(reading)),
    rootResourceId,
  })
}

/** AWS's limit of a name. */
const LONGEST_NAME_CHARS = 1024

function faultOfName(name: string | undefined): string | undefined {
  if (name === undefined) return 'is missing: it is the name of the API'
  if (name.trim() === '') return 'Name cannot be empty'
  return name.length > LONGEST_NAME_CHARS
    ? `Invalid API name, can be at most ${LONGEST_NAME_CHARS} characters.`
    : undefined
}

/** What the document itself says. */
function readSettings(reading: Reading): Partial<RestApi> {
  const info = reading.root.fields('info')
  return present<Partial<RestApi>>({
    name: info?.text('title'),
    description: info?.text('description'),
    version: info?.text('version'),
    binaryMediaTypes: readBinaryMediaTypes(reading),
    minimumCompressionSize: readMinimumCompressionSize(reading),
    apiKeySource: readApiKeySource(reading),
    policy: readPolicy(reading),
    securityPolicy: readSecurityPolicy(reading),
    endpointAccessMode: readEndpointAccessMode(reading),
  })
}

const mergedTags = (before: RestApi['tags'], read: RestApi['tags']) => (before || read) && { ...before, ...read }
