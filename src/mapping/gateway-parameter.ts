/**
 * Headers of gateway responses: `gatewayresponse.header.X` ← `'text'`, `method.request.header.Y`, `context.Z`, `stageVariables.V`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 * Differs from AWS: what a request brings and no header can hold is left out.
 */
import { type HeaderMap, isFieldValue } from '../lib/header-map.ts'
import { Problems } from '../lib/problems.ts'
import { type Expression, linkRequestExpression, parseExpression } from './expression.ts'
import { NO_BODY } from './mapped-body.ts'
import type { RequestSource } from './mapping-source.ts'

/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TARGET = /^gatewayresponse\.header\.([A-Za-z0-9!#$%&'*+.^_`|~-]+)$/
/** They say how a message ends, which only the runtime knows. */
const OF_THE_RUNTIME: ReadonlySet<string> = new Set(['connection', 'content-length', 'transfer-encoding'])

/** What is wrong with one parameter of a gateway response, in AWS's words; undefined when nothing is. */
export function gatewayParameterFault(name: string, value: string): string | undefined {
  if (!TARGET.test(name)) return `Invalid mapping expression specified: ${name}`
  return readable(value) === undefined ? `Invalid mapping expression specified: ${value}` : undefined
}

function readable(value: string): Expression | undefined {
  const expression = parseExpression(value, 'request', '', new Problems())
  if (expression === undefined || expression.from === 'body') return undefined
  return expression.from === 'static' && !isFieldValue(expression.name) ? undefined : expression
}

/** Parameters → function that sets the headers they find. A malformed one, which an older version may have stored, adds nothing. */
export function linkGatewayParameters(
  parameters: Readonly<Record<string, string>> = {},
): (headers: HeaderMap, source: RequestSource) => void {
  const linked = Object.entries(parameters).flatMap(([key, text]) => {
    const name = TARGET.exec(key)?.[1]
    const expression = readable(text)
    if (name === undefined || expression === undefined || OF_THE_RUNTIME.has(name.toLowerCase())) return []
    return { name, read: linkRequestExpression(expression) }
  })
  return (headers, source) => {
    for (const { name, read } of linked) {
      const found = read(source, NO_BODY)
      const value = typeof found === 'object' ? found.join(',') : found
      if (value !== undefined && isFieldValue(value)) headers.set(name, value)
    }
  }
}
