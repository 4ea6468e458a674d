import { GatewayError } from '../../errors/gateway-error.ts'
import { mediaType } from '../../mapping/media-type.ts'
import { ABSENT_CONTENT_TYPE, linkBodyModels } from '../../validation/body-model.ts'
import type { RequiredParameter } from '../../validation/request-validation.ts'
import type { Exchange } from '../exchange.ts'
import type { PhaseFactory } from '../pipeline.ts'

/**
 * Request validation: required parameters, then the body against a Model.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 * Differs from AWS: a number without fraction is an integer, `1.0` too; `format` is a note and not checked.
 */
export const validateRequest: PhaseFactory = ({ validation }, { models: schemas = {} }) => {
  if (validation === undefined) return undefined
  const { parameters = [], models } = validation
  const bodyModel = models && linkBodyModels(models, schemas)
  return function validateRequest(x) {
    refuseMissing(parameters, x)
    const contentType = x.arrival.headers.get('content-type')
    const validate = bodyModel?.(contentType)
    return validate && x.bodyText().then((text) => refuseInvalid(validate(text), contentType))
  }
}

function refuseMissing(parameters: readonly RequiredParameter[], x: Exchange): void {
  // AWS's documentation: included, and not blank.
  const missing = parameters.filter((parameter) => (parameterOf(parameter, x) ?? '').trim() === '')
  if (missing.length === 0) return
  const message = `Missing required request parameters: [${missing.map(({ name }) => name).join(', ')}]`
  throw new GatewayError('BAD_REQUEST_PARAMETERS', { message })
}

function parameterOf({ in: where, name }: RequiredParameter, x: Exchange): string | undefined {
  if (where === 'header') return x.arrival.headers.get(name)
  if (where === 'querystring') return x.query.last(name)
  return Object.hasOwn(x.pathParameters, name) ? x.pathParameters[name] : undefined
}

function refuseInvalid(validationErrorString: string | undefined, contentType = ABSENT_CONTENT_TYPE): undefined {
  if (validationErrorString === undefined) return undefined
  const type = mediaType(contentType)
  const reason = `Request body does not match model schema for content type ${type}: ${validationErrorString}`
  throw new GatewayError('BAD_REQUEST_BODY', { validationErrorString, reason })
}
