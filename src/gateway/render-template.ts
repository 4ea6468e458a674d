/**
 * Rendering a mapping template for a request: what it sees, and what becomes of an error in it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
import { GatewayError } from '../errors/gateway-error.ts'
import { isRemovedFromRequest } from '../integrations/http-headers.ts'
import { type InputParameters, inputObject } from '../mapping/input.ts'
import { MappingFault } from '../mapping/mapping-fault.ts'
import type { Template } from '../mapping/templates.ts'
import { UTIL } from '../mapping/util.ts'
import type { Value } from '../mapping/values.ts'
import type { Scope } from '../mapping/velocity/link-template.ts'
import { TemplateError } from '../mapping/velocity/template-error.ts'
import type { Exchange } from './exchange.ts'

export type Direction = 'request' | 'response'

/** Throws GatewayError: 400 for a request's body that is no JSON (recorded: vtl-0248), 500 for anything else, with its place. */
export function renderTemplate(template: Template, x: Exchange, body: string, direction: Direction): string {
  if (template.text !== undefined) return template.text
  try {
    return template.render(templateScope(x, body))
  } catch (error) {
    if (error instanceof TemplateError) throw refusalOf(error, template, direction)
    throw error
  }
}

function refusalOf(error: TemplateError, { type }: Template, direction: Direction): GatewayError {
  const { message, line, column, cause } = error
  const reason = `Unable to transform ${direction}: the ${type} mapping template, line ${line}, column ${column}: ${message}`
  const badRequest = direction === 'request' && cause instanceof MappingFault && cause.reason === 'invalidJson'
  return badRequest
    ? new GatewayError('INVALID_JSON', { message, reason })
    : new GatewayError('API_CONFIGURATION_ERROR', { reason })
}

/** The names that a template sees, each made when it is asked for. Also the response's template sees the request's parameters. */
export function templateScope(x: Exchange, body: string): Scope {
  return {
    get(name) {
      switch (name) {
        case 'input':
          return inputObject(body, () => parametersOf(x))
        case 'util':
          return UTIL
        case 'context':
          return x.templateContext()
        case 'stageVariables':
          return new Map<Value, Value>(Object.entries(x.stage.variables))
        default:
          return undefined
      }
    },
  }
}

/** Of a repeated query parameter the last value; headers that never reach an integration are not there. */
const parametersOf = (x: Exchange): InputParameters => ({
  path: Object.entries(x.pathParameters),
  querystring: x.query.entries,
  header: [...x.arrival.headers].filter(([name]) => !isRemovedFromRequest(name)),
})
