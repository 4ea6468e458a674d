/** What one identity source reads. https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html */
export interface IdentitySource {
  readonly from: 'header' | 'querystring' | 'context' | 'stageVariables'
  readonly name: string
}

const REQUEST = /^method\.request\.(header|querystring)\.([^\s,]+)$/
const OTHER = /^(context|stageVariables)\.([A-Za-z0-9_.-]+)$/

/** `method.request.header.Auth, context.identity.sourceIp` → its sources; undefined for each that is none. */
export const parseIdentitySources = (text: string): (IdentitySource | undefined)[] =>
  text.split(',').map((source) => parseIdentitySource(source.trim()))

function parseIdentitySource(text: string): IdentitySource | undefined {
  const [, from, name = ''] = REQUEST.exec(text) ?? OTHER.exec(text) ?? []
  // The patterns let only these words through.
  return from === undefined ? undefined : { from: from as IdentitySource['from'], name }
}
