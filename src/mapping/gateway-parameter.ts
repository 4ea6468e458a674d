import { Problems } from '../lib/problems.ts'
import { parseExpression } from './expression.ts'

/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TARGET = /^gatewayresponse\.header\.[A-Za-z0-9!#$%&'*+.^_`|~-]+$/

/**
 * What is wrong with one parameter of a gateway response, in AWS's words; undefined when nothing is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function gatewayParameterFault(name: string, value: string): string | undefined {
  if (!TARGET.test(name)) return `Invalid mapping expression specified: ${name}`
  const expression = parseExpression(value, 'request', '', new Problems())
  const readable = expression !== undefined && expression !== 'notServed' && expression.from !== 'body'
  return readable ? undefined : `Invalid mapping expression specified: ${value}`
}
