/**
 * Body templates of gateway responses: text with `$context.name`, `$stageVariables.name` and `$method.request.header.name` in it. AWS puts
 * no Velocity through them: anything else is text.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
import { type Expression, linkRequestExpression } from './expression.ts'
import { NO_BODY } from './mapped-body.ts'
import type { RequestSource } from './mapping-source.ts'

/** A template as a function of the refused request. */
export type GatewayTemplate = (source: RequestSource) => string

/** A dot or a dash belongs to a name only where more of the name follows: `$context.stage.` ends a sentence. */
const REFERENCE = new RegExp(
  [
    String.raw`\$(context)\.(authorizer(?:\.[\w:-]*\w)+|\w+(?:\.\w+)*)`,
    String.raw`\$(stageVariables)\.(\w+)`,
    String.raw`\$method\.request\.(header|querystring|path)\.(\w+(?:[.-]\w+)*)`,
  ].join('|'),
  'g',
)

/** Text → function, once per deployment. What a reference does not find is empty. */
export function linkGatewayTemplate(text: string): GatewayTemplate {
  const pieces = piecesOf(text)
  if (pieces.length === 1) return () => text
  return (source) => {
    let body = ''
    for (const piece of pieces) body += typeof piece === 'string' ? piece : (piece(source) ?? '')
    return body
  }
}

type Piece = string | ((source: RequestSource) => string | undefined)

function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(REFERENCE)) {
    const [from, name] = match.slice(1).filter((group) => group !== undefined)
    pieces.push(text.slice(end, match.index), linkReference(from ?? '', name ?? ''))
    end = match.index + match[0].length
  }
  pieces.push(text.slice(end))
  return pieces
}

function linkReference(from: string, name: string): (source: RequestSource) => string | undefined {
  // The pattern lets only these words through, and none of them has many values.
  const read = linkRequestExpression({ from, name } as Expression)
  return (source) => read(source, NO_BODY) as string | undefined
}
