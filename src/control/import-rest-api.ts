import { distinctIds } from '../aws/ids.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { importOpenApi } from '../openapi/import.ts'
import type { PutMode } from '../openapi/merge.ts'
import { documentText } from './document-text.ts'
import { endpointConfigurationOf } from './endpoint-configuration.ts'
import { noSuchApi } from './identifiers.ts'
import { type Call, created, type Operation, ok, param } from './operation.ts'
import { problemLines } from './problem-text.ts'
import { failsOnWarnings, queryParameter } from './query-parameter.ts'
import type { ControlServices } from './services.ts'
import { insertDefinition, readDefinition, replaceDefinition } from './store/definition.ts'
import { writeGuarded } from './store/guard.ts'
import { badRequest } from './validation-error.ts'

const API_ID_LENGTH = 10
const PART_ID_LENGTH = 6

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_ImportRestApi.html
 * Differs from AWS: notes on what this version stores and does not serve are among the warnings, but do not count for `failOnWarnings`.
 */
export const importRestApi: Operation = async (call, services) => {
  const createdDate = Math.floor(services.now() / 1000)
  const imported = readDocument(call, services, { apiId: services.newId(API_ID_LENGTH), createdDate })
  await services.db.batch(insertDefinition(imported))
  return created(imported.api)
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_PutRestApi.html
 * Differs from AWS: `failOnWarnings`, as with ImportRestApi. An overwriting import leaves the endpoint configuration and the tags alone.
 */
export const putRestApi: Operation = async (call, services) => {
  const mode = queryParameter('mode', call.query, ['merge', 'overwrite']) ?? 'merge'
  const apiId = param(call, 'restApiId')
  const imported = await writeGuarded(services.db, apiId, async () => {
    const read = await readDefinition(services.db, apiId)
    if (read === undefined) throw noSuchApi(services, apiId)
    const { createdDate } = read.definition.api
    const result = readDocument(call, services, { apiId, createdDate, previous: read.definition, mode })
    return { version: read.version, statements: replaceDefinition(result), result }
  })
  return ok({ tags: {}, ...imported.api })
}

interface Target {
  readonly apiId: string
  readonly createdDate: number
  readonly previous?: RestApiDefinition
  readonly mode?: PutMode
}

/** The definition with its warnings, which AWS shows in the answer of an import and nowhere else. Throws ControlError. */
function readDocument(call: Call, services: ControlServices, target: Target): RestApiDefinition {
  const { refusesWarnings, endpointTypes, ...parameters } = readParameters(call.query)
  const newId = distinctIds(() => services.newId(PART_ID_LENGTH), idsOf(target.previous))
  const options = { ...target, newId, ...parameters }
  const { definition, errors, warnings, notServed } = importOpenApi(
    documentText(call.body, 'Invalid OpenAPI input.'),
    options,
  )
  if (definition === undefined || errors.length > 0)
    throw badRequest(problemLines('Errors found during import', errors))
  const ofDocument = warnings.filter((warning) => !notServed.includes(warning))
  if (refusesWarnings && ofDocument.length > 0)
    throw badRequest(problemLines('Warnings found during import', ofDocument))
  return withEndpoint(definition, endpointTypes)
}

const PARAMETERS = ['mode', 'failonwarnings', 'basepath', 'endpointConfigurationTypes', 'ignore']

/**
 * What the call says beside its document: a member of AWS's call, or of its `parameters`, which arrive in the query alike.
 * `failonwarnings` is about what is wrong with the document. A feature that this version stores and does not serve is no such thing, on AWS
 * there is no such warning: an import that succeeds there must not fail here.
 */
function readParameters(query: URLSearchParams) {
  const unknown = [...query.keys()].find((name) => !PARAMETERS.includes(name))
  if (unknown !== undefined) {
    throw badRequest(
      `Invalid import parameter '${unknown.slice(0, 100)}'. Must be one of: [${PARAMETERS.slice(2).join(', ')}]`,
    )
  }
  return {
    basepath: queryParameter('basepath', query, ['ignore', 'prepend', 'split']) ?? 'ignore',
    ignore: queryParameter('ignore', query, ['documentation']),
    refusesWarnings: failsOnWarnings(query),
    endpointTypes: query.get('endpointConfigurationTypes') ?? undefined,
  }
}

/** The kind of endpoint that the call asks for, with the VPC endpoints that the document lists for a private one. */
function withEndpoint(definition: RestApiDefinition, types: string | undefined): RestApiDefinition {
  if (types === undefined) return definition
  const { vpcEndpointIds } = definition.api.endpointConfiguration
  const wanted = { types: types.split(',').map((type) => type.trim()), ...(types === 'PRIVATE' && { vpcEndpointIds }) }
  return { ...definition, api: { ...definition.api, endpointConfiguration: endpointConfigurationOf(wanted, 'input') } }
}

const idsOf = (definition: RestApiDefinition | undefined) =>
  definition === undefined ? [] : [...definition.resources, ...definition.parts].map(({ id }) => id)
