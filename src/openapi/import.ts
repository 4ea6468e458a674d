/**
 * ImportRestApi and PutRestApi: an OpenAPI 2.0, 3.0 or 3.1 document becomes a REST API with everything it holds.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html
 */
import type { Part } from '../definition/parts.ts'
import type { RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { Problem } from '../lib/problems.ts'
import { type BasePathMode, basePathOf } from './base-path.ts'
import { Claims } from './claims.ts'
import { type OpenApiDocument, parseOpenApi } from './document.ts'
import { readApiKeySource } from './extensions/api-key-source.ts'
import { readBinaryMediaTypes } from './extensions/binary-media-types.ts'
import { readDocumentation } from './extensions/documentation.ts'
import { readEndpoint } from './extensions/endpoint-configuration.ts'
import { readGatewayResponses } from './extensions/gateway-responses.ts'
import { readLimits } from './extensions/limits.ts'
import { readMinimumCompressionSize } from './extensions/minimum-compression-size.ts'
import { readPolicy } from './extensions/policy.ts'
import { readRequestValidators } from './extensions/request-validators.ts'
import { readTags } from './extensions/tag-value.ts'
import { refuseHttpApi } from './http-api.ts'
import { Ids } from './ids.ts'
import { present } from './json-value.ts'
import { readPaths } from './methods.ts'
import { Models } from './models.ts'
import { Fields } from './read.ts'
import type { Reading } from './reading.ts'
import { Refs } from './ref.ts'
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
  /** The API that PutRestApi overwrites: it keeps id, date and tags, and what has the same path or name keeps its id. */
  readonly previous?: RestApiDefinition
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
  const report = new Report()
  const document = parseOpenApi(text, report)
  const definition = document && readDefinition(document, report, options)
  const { errors, warnings, notServed } = report
  return { ...(definition && errors.length === 0 && { definition }), errors, warnings, notServed }
}

function readDefinition(
  document: OpenApiDocument,
  report: Report,
  options: ImportOptions,
): RestApiDefinition | undefined {
  const reading: Reading = {
    apiId: options.apiId,
    root: new Fields(document.root, '', report),
    version: document.version,
    report,
    refs: new Refs(document.root, report),
    ids: new Ids(options.newId, options.previous),
    claims: new Claims(),
  }
  if (refuseHttpApi(reading)) return undefined
  const tree = new ResourceTree(options.previous?.api.rootResourceId ?? options.newId(), reading.ids, report)
  const parts = readParts(reading, tree, options)
  const api = readApi(reading, tree.rootId, options)
  const unclaimed = storeUnclaimed(reading)
  // Last, when all warnings are known.
  const warnings = report.wire.length > 0 ? [...report.wire] : undefined
  return { api: present({ ...api, warnings }), resources: tree.resources(), parts: [...parts, ...unclaimed] }
}

function readParts(reading: Reading, tree: ResourceTree, { basepath }: ImportOptions): Part[] {
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
    ...readDocumentation(reading),
    ...(limits.part ? [limits.part] : []),
    ...ofOperations,
  ]
}

function readApi(reading: Reading, rootResourceId: string, { apiId, createdDate, previous }: ImportOptions): RestApi {
  const info = reading.root.fields('info')
  const name = info?.text('title') || previous?.api.name
  if (name === undefined) reading.report.error('/info/title', 'is missing: it is the name of the API')
  return present<RestApi>({
    id: previous?.api.id ?? apiId,
    name: name ?? '',
    description: info?.text('description'),
    createdDate: previous?.api.createdDate ?? createdDate,
    version: info?.text('version'),
    binaryMediaTypes: readBinaryMediaTypes(reading),
    minimumCompressionSize: readMinimumCompressionSize(reading),
    apiKeySource: readApiKeySource(reading),
    ...readEndpoint(reading, previous?.api),
    policy: readPolicy(reading),
    tags: mergedTags(previous?.api.tags, readTags(reading)),
    rootResourceId,
  })
}

const mergedTags = (before: RestApi['tags'], read: RestApi['tags']) => (before || read) && { ...before, ...read }
