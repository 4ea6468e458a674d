/**
 * Request validation, from what an API's owner wrote to what a deployment keeps.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
import type { Model, Part, RequestValidator } from '../definition/parts.ts'
import type { Method } from '../definition/rest-api.ts'
import type { Problems } from '../lib/problems.ts'
import type { JsonValue } from '../openapi/json-value.ts'
import { checkedModels } from './model-faults.ts'

/** What a route validates, JSON-safe. Absent members: nothing of that kind. */
export interface ValidationSpec {
  /** Required ones, in the order in which AWS names those that are missing. */
  readonly parameters?: readonly RequiredParameter[]
  /** Content type → name of the model; `$default` is for all others. */
  readonly models?: Readonly<Record<string, string>>
}

export interface RequiredParameter {
  readonly in: 'header' | 'path' | 'querystring'
  readonly name: string
}

const PARAMETER = /^method\.request\.(header|path|querystring)\.(.+)$/s

/** What the validator of a method asks of its requests; undefined when that is nothing. */
export function validationOf(method: Method, parts: readonly Part[]): ValidationSpec | undefined {
  const part = parts.find(({ kind, id }) => kind === 'RequestValidator' && id === method.requestValidatorId)
  if (part === undefined) return undefined
  // Parts of this kind hold validators.
  const validator = part.body as RequestValidator
  const parameters = validator.validateRequestParameters ? requiredParameters(method) : []
  const models = validator.validateRequestBody ? (method.requestModels ?? {}) : {}
  if (parameters.length === 0 && Object.keys(models).length === 0) return undefined
  return {
    ...(parameters.length > 0 && { parameters }),
    ...(Object.keys(models).length > 0 && { models }),
  }
}

/** Headers, then path, then query string: the order of their mapping expressions. */
function requiredParameters({ requestParameters = {} }: Method): RequiredParameter[] {
  return Object.keys(requestParameters)
    .filter((key) => requestParameters[key])
    .sort()
    .flatMap((key) => {
      const [, where, name] = PARAMETER.exec(key) ?? []
      // The pattern lets only these words through.
      return where === undefined || name === undefined ? [] : [{ in: where as RequiredParameter['in'], name }]
    })
}

/** As much of a route as says what it validates by. */
export interface ValidatedRoute {
  readonly httpMethod: string
  readonly resourcePath: string
  readonly validation?: ValidationSpec
}

/** The schemas that routes validate by, and those that they refer to. Reports what cannot work, each with its place. */
export function modelsOf(
  routes: readonly ValidatedRoute[],
  parts: readonly Part[],
  problems: Problems,
): Readonly<Record<string, JsonValue>> | undefined {
  const named = new Set<string>()
  // Parts of this kind hold models.
  const models = new Map(parts.filter(({ kind }) => kind === 'Model').map(({ name, body }) => [name, body as Model]))
  for (const { httpMethod, resourcePath, validation } of routes)
    for (const [type, name] of Object.entries(validation?.models ?? {})) {
      if (models.has(name)) named.add(name)
      else problems.error(`${httpMethod} ${resourcePath} requestModels ${type}`, `There is no model named ${name}`)
    }
  if (named.size === 0) return undefined
  const schemas = [...models].flatMap(([name, model]) => schemaEntry(name, model, named.has(name), problems))
  return checkedModels(named, new Map(schemas), problems)
}

function schemaEntry(name: string, { schema = '{}' }: Model, used: boolean, problems: Problems): [string, JsonValue][] {
  try {
    return [[name, JSON.parse(schema) as JsonValue]]
  } catch (error) {
    // The model of a content type that is not JSON may be any text, until a request is to be validated by it.
    if (used) problems.error(`Model ${name}`, `its schema is not JSON: ${(error as Error).message}`)
    return []
  }
}
