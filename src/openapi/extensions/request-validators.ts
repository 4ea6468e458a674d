/**
 * `x-amazon-apigateway-request-validators` declares validators; `x-amazon-apigateway-request-validator` names the one that an API or an
 * operation uses.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-request-validators.html
 */
import type { Part, RequestValidator } from '../../definition/parts.ts'
import type { Method } from '../../definition/rest-api.ts'
import { type JsonObject, quote } from '../json-value.ts'
import type { PartIndex } from '../part-index.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

const VALIDATORS = 'x-amazon-apigateway-request-validators'
const VALIDATOR = 'x-amazon-apigateway-request-validator'
const MEMBERS = ['validateRequestBody', 'validateRequestParameters']

/** The validators the document declares. */
export function readRequestValidators(reading: Reading): Part<RequestValidator>[] {
  if (!reading.claims.take(reading.root, VALIDATORS)) return []
  const validators = reading.root.fields(VALIDATORS)
  return (validators?.keys() ?? []).flatMap((name) => {
    const fields = validators?.fields(name)
    return fields ? [readValidator(reading, fields, name)] : []
  })
}

function readValidator(reading: Reading, fields: Fields, name: string): Part<RequestValidator> {
  fields.warnUnknown(MEMBERS, VALIDATORS)
  const id = reading.ids.part('RequestValidator', name)
  const body = {
    id,
    name,
    validateRequestBody: fields.boolean('validateRequestBody') ?? false,
    validateRequestParameters: fields.boolean('validateRequestParameters') ?? false,
  }
  return { kind: 'RequestValidator', id, name, body }
}

/** Id of the validator an operation uses: its own, or the API's. */
export function requestValidatorIdOf(
  reading: Reading,
  operation: Fields,
  validators: readonly Part<RequestValidator>[],
): string | undefined {
  const { claims, root, report, mergedInto } = reading
  const from = [operation, root].find((fields) => claims.take(fields, VALIDATOR))
  const name = from?.text(VALIDATOR)
  if (from === undefined || name === undefined) return undefined
  const kept = mergedInto?.parts.filter(isValidator) ?? []
  const validator = [...validators, ...kept].find((candidate) => candidate.name === name)
  if (validator === undefined)
    report.warn(from.at(VALIDATOR), `names ${quote(name)}, which ${VALIDATORS} does not declare: nothing is validated`)
  return validator?.id
}

const isValidator = (part: Part): part is Part<RequestValidator> => part.kind === 'RequestValidator'

export function writeRequestValidators(parts: PartIndex): JsonObject {
  const validators = parts.all('RequestValidator').map(({ name, body }) => {
    const { validateRequestBody, validateRequestParameters } = body
    return [name, { validateRequestParameters, validateRequestBody }] as const
  })
  return validators.length > 0 ? { [VALIDATORS]: Object.fromEntries(validators) } : {}
}

/** The validator of one operation, by name. */
export function writeRequestValidator({ requestValidatorId }: Method, parts: PartIndex): JsonObject {
  const validator = parts.withId('RequestValidator', requestValidatorId)
  return validator ? { [VALIDATOR]: validator.name } : {}
}
