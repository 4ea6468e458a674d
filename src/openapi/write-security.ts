import type { Authorizer } from '../definition/parts.ts'
import type { Method } from '../definition/rest-api.ts'
import { headerOf, writeAuthorizer } from './extensions/authorizer.ts'
import { SIGV4, writeAuthtype } from './extensions/authtype.ts'
import type { Inherited } from './inherited-documentation.ts'
import type { JsonObject } from './json-value.ts'
import type { Writing } from './writing.ts'

/** Names that AWS gives the schemes that are no authorizers. */
const SIGV4_SCHEME = 'sigv4'
const API_KEY_SCHEME = 'api_key'

/** `securitySchemes`, or 2.0's `securityDefinitions`; undefined when the API has none. */
export function writeSecuritySchemes(writing: Writing, said: Inherited): JsonObject | undefined {
  const methods = writing.definition.resources.flatMap(({ resourceMethods }) => Object.values(resourceMethods ?? {}))
  const schemes = {
    ...Object.fromEntries(writing.parts.all('Authorizer').map(({ body }) => schemeOf(writing, said, body))),
    ...(methods.some(isSigned) && {
      [schemeName(writing, SIGV4_SCHEME)]: { ...inHeader('Authorization'), ...writeAuthtype(SIGV4) },
    }),
    ...(methods.some(({ apiKeyRequired }) => apiKeyRequired) && {
      [schemeName(writing, API_KEY_SCHEME)]: inHeader('x-api-key'),
    }),
  }
  return Object.keys(schemes).length > 0 ? schemes : undefined
}

/** `security` of an operation: everything that guards it. */
export function writeSecurity(writing: Writing, method: Method): JsonObject {
  const authorizer = writing.parts.withId('Authorizer', method.authorizerId)
  const security = [
    ...(authorizer ? [{ [authorizer.name]: method.authorizationScopes ?? [] }] : []),
    ...(isSigned(method) ? [{ [schemeName(writing, SIGV4_SCHEME)]: [] }] : []),
    ...(method.apiKeyRequired ? [{ [schemeName(writing, API_KEY_SCHEME)]: [] }] : []),
  ]
  return security.length > 0 ? { security } : {}
}

const isSigned = ({ authorizationType }: Method) => authorizationType === 'AWS_IAM'
const inHeader = (name: string) => ({ type: 'apiKey', name, in: 'header' })

/** An authorizer may have the name of a scheme. */
function schemeName(writing: Writing, wanted: string): string {
  let name = wanted
  while (writing.parts.named('Authorizer', name)) name += '_'
  return name
}

function schemeOf(writing: Writing, said: Inherited, authorizer: Authorizer): [name: string, scheme: JsonObject] {
  return [
    authorizer.name,
    {
      ...said.of({ type: 'AUTHORIZER', name: authorizer.name }, ['description']),
      ...inHeader(headerOf(authorizer)),
      ...writeAuthtype(
        authorizer.authType ?? (authorizer.type === 'COGNITO_USER_POOLS' ? 'cognito_user_pools' : 'custom'),
      ),
      ...(writing.writes('authorizers') && writeAuthorizer(authorizer)),
    },
  ]
}
