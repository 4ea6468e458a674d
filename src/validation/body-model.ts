import { byMediaType, mediaType } from '../mapping/media-type.ts'
import type { JsonValue } from '../openapi/json-value.ts'
import type { Check } from './keywords.ts'
import { SchemaLinker } from './link-schema.ts'
import { Report, TooDeep } from './report.ts'
import { OutOfSteps } from './safe-regex.ts'
import { SchemaSet } from './schema-set.ts'

/** What is wrong with a body, as `$context.error.validationErrorString` shows it; undefined when nothing is. */
export type ValidateBody = (text: string) => string | undefined

export type Schemas = Readonly<Record<string, JsonValue>>

export const ABSENT_CONTENT_TYPE = 'application/json'
const ANY_CONTENT_TYPE = '$default'
/** A body may be quoted in its own faults: more of it tells nobody more. */
const LONGEST_ERROR = 10_000

/** Linkers by the models of their deployment, so that its routes share what they have in common. */
const linkers = new WeakMap<Schemas, SchemaLinker>()

/** Content type → model's name, and the models, → the validation of a body with a Content-Type; undefined where there is none. */
export function linkBodyModels(
  models: Readonly<Record<string, string>>,
  schemas: Schemas,
): (contentType: string | undefined) => ValidateBody | undefined {
  const linker = linkers.get(schemas) ?? new SchemaLinker(new SchemaSet(new Map(Object.entries(schemas))))
  linkers.set(schemas, linker)
  const byType = byMediaType(models, (name) => linkModel(name, linker))
  return (contentType) =>
    byType.get(contentType === undefined ? ABSENT_CONTENT_TYPE : mediaType(contentType)) ?? byType.get(ANY_CONTENT_TYPE)
}

function linkModel(name: string, linker: SchemaLinker): ValidateBody {
  const root = linker.schemas.model(name)
  if (root === undefined) throw new Error(`The deployment has no model ${name}`)
  const check = linker.link(root)
  return (text) => {
    const faults = faultsOf(text, check)
    return faults.length === 0 ? undefined : `[${faults.join(', ')}]`.slice(0, LONGEST_ERROR)
  }
}

/** Recorded on AWS: an empty body is `{}`. Its words for a body that is no JSON are not known. */
function faultsOf(text: string, check: Check): readonly string[] {
  let value: unknown
  try {
    value = JSON.parse(text.trim() || '{}')
  } catch {
    return ['Request body is not valid JSON']
  }
  const messages: string[] = []
  try {
    check(value, new Report(messages))
  } catch (error) {
    if (error instanceof TooDeep) return ['Request body is nested too deeply']
    if (error instanceof OutOfSteps) return ['Request body takes too long to validate']
    throw error
  }
  return messages
}
