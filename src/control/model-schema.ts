import { type JsonValue, quote, refuseUnwieldy } from '../openapi/json-value.ts'
import { dialectOf } from '../validation/schema.ts'
import { checkSchema } from '../validation/schema-check.ts'
import { modelNamed, within } from './model-reference.ts'
import { badRequest } from './validation-error.ts'

/** The API that a model is of, and the names of its models, the new one among them. */
export interface ModelScope {
  readonly apiId: string
  readonly names: ReadonlySet<string>
}

/** So many faults tell an owner enough. */
const MOST_FAULTS = 20

/**
 * Checks a model's schema and hands it back: JSON Schema draft 4 where the content is JSON; of other content nothing is known.
 * Throws ControlError in AWS's words, with the places of what is wrong behind them.
 */
export function checkModelSchema(schema: string, contentType: string, scope: ModelScope): string {
  if (schema.trim() === '') throw badRequest('Model schema must have at least 1 property or array items defined')
  if (!isJson(contentType)) return schema
  const faults = faultsOf(parse(schema), scope)
  if (faults.length > 0) throw invalid(faults)
  return schema
}

const isJson = (contentType: string) => /^application\/(?:.+\+)?json\s*(?:;|$)/i.test(contentType)

/** The value of a schema; undefined when it is not JSON, as the model of other content may be. */
export function schemaValue(schema: string | undefined): JsonValue | undefined {
  try {
    return schema === undefined ? undefined : (JSON.parse(schema) as JsonValue)
  } catch {
    return undefined
  }
}

function parse(schema: string): JsonValue {
  try {
    const value = JSON.parse(schema) as JsonValue
    refuseUnwieldy(value)
    return value
  } catch (error) {
    throw invalid([`Invalid model schema specified. It is not JSON: ${(error as Error).message}`])
  }
}

function faultsOf(schema: JsonValue, { apiId, names }: ModelScope): string[] {
  const wrong: string[] = []
  const unsupported = new Map<string, string>()
  const unreachable: string[] = []
  checkSchema(schema, '', {
    dialect: dialectOf(schema),
    fault: (place, message) => wrong.push(`${place || 'The schema'} ${message}`),
    unknown: (keyword, place) => unsupported.set(keyword, unsupported.get(keyword) ?? (place || '/')),
    reference: (ref, place) => {
      const fault = referenceFault(ref, schema, apiId, names)
      if (fault !== undefined) unreachable.push(`${fault} (at ${place})`)
    },
  })
  if (unsupported.size > 0) {
    const first = [...unsupported].slice(0, MOST_FAULTS)
    const keywords = first.map(([keyword]) => quote(keyword)).join(',')
    const places = first.map(([, place]) => place).join(', ')
    wrong.unshift(`Unsupported keyword(s): [${keywords}] (at ${places})`)
  }
  return [...wrong.map((fault) => `Invalid model schema specified. ${fault}`), ...unreachable]
}

function referenceFault(ref: string, root: JsonValue, apiId: string, names: ReadonlySet<string>): string | undefined {
  if (ref.startsWith('#')) return within(root, ref) === undefined ? `Nothing is at ${quote(ref)}` : undefined
  const name = modelNamed(ref, apiId)
  if (name === undefined) {
    return `Model reference must be in canonical form: https://apigateway.amazonaws.com/restapis/${apiId}/models/{model-name}`
  }
  return names.has(name) ? undefined : `Reference to model '${name}' not found`
}

function invalid(faults: readonly string[]): Error {
  const more = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : []
  const errors = [...faults.slice(0, MOST_FAULTS), ...more].join(', ')
  return badRequest(`Invalid model specified: Validation Result: warnings : [], errors : [${errors}]`)
}
