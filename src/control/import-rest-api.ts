import { distinctIds } from '../aws/ids.ts'
import type { RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { ControlError } from '../errors/control-error.ts'
import { importOpenApi } from '../openapi/import.ts'
import { endpointConfigurationOf } from './endpoint-configuration.ts'
import { noSuchApi } from './identifiers.ts'
import { type Call, created, type Operation, ok, param } from './operation.ts'
import { problemLine, problemLines } from './problem-text.ts'
import { checkApiName } from './rest-apis.ts'
import type { ControlServices } from './services.ts'
import { insertDefinition, readDefinition, replaceDefinition } from './store/definition.ts'
import { writeGuarded } from './store/guard.ts'
import { badRequest } from './validation-error.ts'

/** AWS's limit of a document. */
const MAX_DOCUMENT_BYTES = 6 * 1024 * 1024
const API_ID_LENGTH = 10
const PART_ID_LENGTH = 6

/** https://docs.aws.amazon.com/apigateway/latest/api/API_ImportRestApi.html */
export const importRestApi: Operation = async (call, services) => {
  const createdDate = Math.floor(services.now() / 1000)
  const imported = readDocument(call, services, { apiId: services.newId(API_ID_LENGTH), createdDate })
  await services.db.batch(insertDefinition(imported.definition))
  return created(shown(imported))
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_PutRestApi.html
 * Differs from AWS: `mode=merge` is refused.
 */
export const putRestApi: Operation = async (call, services) => {
  const mode = call.query.get('mode') ?? 'merge'
  if (mode === 'merge')
    throw badRequest(
      'mode=merge, the default of PutRestApi, is not served by this version of Postern. Pass mode=overwrite.',
    )
  if (mode !== 'overwrite') throw badRequest('Invalid mode specified. Must be one of: [merge, overwrite]')
  const apiId = param(call, 'restApiId')
  const imported = await writeGuarded(services.db, apiId, async () => {
    const read = await readDefinition(services.db, apiId)
    if (read === undefined) throw noSuchApi(services, apiId)
    const { createdDate } = read.definition.api
    const result = readDocument(call, services, { apiId, createdDate, previous: read.definition })
    return { version: read.version, statements: replaceDefinition(result.definition), result }
  })
  return ok({ tags: {}, ...shown(imported) })
}

interface Imported {
  readonly definition: RestApiDefinition
  readonly warnings: readonly string[]
}

interface Target {
  readonly apiId: string
  readonly createdDate: number
  readonly previous?: RestApiDefinition
}

/** AWS shows warnings in the answer of an import, and nowhere else. */
const shown = ({ definition, warnings }: Imported): RestApi => ({
  ...definition.api,
  ...(warnings.length > 0 && { warnings }),
})

function readDocument(call: Call, services: ControlServices, target: Target): Imported {
  checkParameters(call.query)
  const newId = distinctIds(() => services.newId(PART_ID_LENGTH), idsOf(target.previous))
  const { definition, errors, warnings } = importOpenApi(documentText(call.body), {
    ...target,
    newId,
    basepath: basepathOf(call.query),
  })
  if (definition === undefined || errors.length > 0)
    throw badRequest(problemLines('Errors found during import', errors))
  if (call.query.get('failonwarnings') === 'true' && warnings.length > 0) {
    throw badRequest(problemLines('Warnings found during import', warnings))
  }
  checkApiName(definition.api.name)
  return { definition: withParameters(definition, call.query), warnings: warnings.map(problemLine) }
}

function documentText(body: Uint8Array): string {
  if (body.length > MAX_DOCUMENT_BYTES) {
    throw new ControlError(
      'RequestTooLargeException',
      `The document has ${body.length} bytes; ${MAX_DOCUMENT_BYTES} (6 MB) are the most it may have.`,
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body)
  } catch {
    throw badRequest('Invalid OpenAPI input.')
  }
}

const PARAMETERS = ['mode', 'failonwarnings', 'basepath', 'endpointConfigurationTypes', 'ignore']

function checkParameters(query: URLSearchParams): void {
  const unknown = [...query.keys()].find((name) => !PARAMETERS.includes(name))
  if (unknown !== undefined) {
    throw badRequest(
      `Invalid import parameter '${unknown.slice(0, 100)}'. Must be one of: [${PARAMETERS.slice(2).join(', ')}]`,
    )
  }
}

function basepathOf(query: URLSearchParams): 'ignore' | 'prepend' | 'split' {
  const value = query.get('basepath') ?? 'ignore'
  if (value === 'ignore' || value === 'prepend' || value === 'split') return value
  throw badRequest('Invalid basepath specified. Must be one of: [ignore, prepend, split]')
}

/** What the call's parameters say about the API beside its document. */
function withParameters(definition: RestApiDefinition, query: URLSearchParams): RestApiDefinition {
  const types = query.get('endpointConfigurationTypes')
  const ignore = query.get('ignore')
  if (ignore !== null && ignore !== 'documentation') {
    throw badRequest('Invalid ignore specified. Must be one of: [documentation]')
  }
  return {
    ...definition,
    ...(types !== null && {
      api: { ...definition.api, endpointConfiguration: endpointConfigurationOf({ types: types.split(',') }, 'input') },
    }),
    ...(ignore !== null && { parts: definition.parts.filter(({ kind }) => !kind.startsWith('Documentation')) }),
  }
}

const idsOf = (definition: RestApiDefinition | undefined) =>
  definition === undefined ? [] : [...definition.resources, ...definition.parts].map(({ id }) => id)
