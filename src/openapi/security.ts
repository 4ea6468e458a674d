import { isServed } from '../authorizers/index.ts'
import type { Authorizer, Part } from '../definition/parts.ts'
import type { Method } from '../definition/rest-api.ts'
import { AUTH, readAuth } from './extensions/auth.ts'
import { readAuthorizer } from './extensions/authorizer.ts'
import { isSigv4, readAuthtype } from './extensions/authtype.ts'
import { at, isObject, type JsonValue, quote } from './json-value.ts'
import { Fields } from './read.ts'
import type { Reading } from './reading.ts'

type Authorization = Pick<Method, 'authorizationType' | 'authorizerId' | 'authorizationScopes' | 'apiKeyRequired'>

/** What a security scheme is to API Gateway. */
type Scheme =
  | { readonly kind: 'authorizer'; readonly authorizer: Authorizer }
  | { readonly kind: 'iam' | 'api key' | 'none' }

/** Security schemes of the document, and what each operation's `security` makes of them. */
export class Security {
  readonly #reading: Reading
  readonly #schemes: ReadonlyMap<string, Scheme>
  /** Authorizers of the API that the document is merged into: `security` may name them too. */
  readonly #kept: ReadonlyMap<string, Scheme>

  constructor(reading: Reading) {
    this.#reading = reading
    this.#schemes = readSchemes(reading)
    this.#kept = keptSchemes(reading)
  }

  parts(): Part<Authorizer>[] {
    return [...this.#schemes.values()].flatMap((scheme) =>
      scheme.kind === 'authorizer' ? [toPart(scheme.authorizer)] : [],
    )
  }

  /** Authorization of one operation. The document's own `security` counts where the operation has none (vector oai-0017). */
  of(operation: Fields): Authorization {
    const { root, report } = this.#reading
    const from = operation.value('security') === undefined ? root : operation
    const authorization = this.#require(from.value('security'), from.at('security'))
    const auth = readAuth(this.#reading, operation)
    // What the operation lists under `security` guards it; `x-amazon-apigateway-auth` can replace only what the document says for all.
    const isOwn = from === operation && authorization.authorizationType !== 'NONE'
    const result = auth === undefined || isOwn ? authorization : { ...without(authorization), authorizationType: auth }
    if (isOwn && auth !== undefined && auth !== authorization.authorizationType)
      report.warn(operation.at(AUTH), 'has no effect beside the security of this operation: remove one of the two')
    if (!this.#isServed(result)) report.uses('authorization other than NONE', operation.place)
    if (result.apiKeyRequired) report.uses('apiKeyRequired', operation.place)
    return result
  }

  #isServed({ authorizationType, authorizerId }: Authorization): boolean {
    if (authorizationType === 'NONE') return true
    return [...this.#schemes.values(), ...this.#kept.values()].some(
      (scheme) =>
        scheme.kind === 'authorizer' && scheme.authorizer.id === authorizerId && isServed(scheme.authorizer.type),
    )
  }

  /** A scheme that guards nothing takes no guard away: under its name the API may have an authorizer, which stays. */
  #schemeOf(name: string): Scheme | undefined {
    const own = this.#schemes.get(name)
    return own === undefined || own.kind === 'none' ? (this.#kept.get(name) ?? own) : own
  }

  /** AWS asks for all that is listed: an API key and one authorization. */
  #require(security: JsonValue | undefined, place: string): Authorization {
    let authorization: Authorization = { authorizationType: 'NONE', apiKeyRequired: false }
    for (const [name, scopes, where] of requirementsOf(this.#reading, security, place)) {
      const scheme = this.#schemeOf(name)
      if (scheme === undefined) this.#reading.report.warn(where, notDeclared(name))
      else if (scheme.kind === 'none') this.#reading.report.warn(where, notEnforced(name))
      else if (scheme.kind === 'api key') authorization = { ...authorization, apiKeyRequired: true }
      else if (authorization.authorizationType === 'NONE')
        authorization = { ...authorization, ...authorizationBy(scheme, scopes) }
      else
        this.#reading.report.warn(
          where,
          `${quote(name)} is a second authorization, and a method has one: only the first counts`,
        )
    }
    return authorization
  }
}

const notEnforced = (name: string) =>
  `the scheme ${quote(name)} has no x-amazon-apigateway-authorizer: API Gateway does not enforce it, the method is open`

/** AWS's own guide has such a document, so it imports; an owner must hear of it all the same. */
const notDeclared = (name: string) =>
  `${quote(name)} is no security scheme of this document: nothing enforces it, the method is open. Declare the scheme`

const without = ({ apiKeyRequired }: Authorization) => ({ apiKeyRequired })

function authorizationBy(
  scheme: Exclude<Scheme, { kind: 'api key' | 'none' }> | Scheme,
  scopes: readonly string[],
): Partial<Authorization> {
  if (scheme.kind !== 'authorizer') return { authorizationType: 'AWS_IAM' }
  const { type, id } = scheme.authorizer
  return {
    authorizationType: type === 'COGNITO_USER_POOLS' ? type : 'CUSTOM',
    authorizerId: id,
    ...(scopes.length > 0 && { authorizationScopes: scopes }),
  }
}

/** Every scheme that `security` names, with its scopes and place. */
function requirementsOf({ report }: Reading, security: JsonValue | undefined, place: string) {
  const found: [name: string, scopes: readonly string[], place: string][] = []
  if (security === undefined) return found
  if (!Array.isArray(security) || !security.every(isObject)) {
    report.error(place, `must be a list of objects, not ${quote(security)}`)
    return found
  }
  security.forEach((requirement, position) => {
    const fields = new Fields(requirement, at(place, position), report)
    for (const name of fields.keys()) found.push([name, fields.texts(name) ?? [], fields.at(name)])
  })
  return found
}

function readSchemes(reading: Reading): Map<string, Scheme> {
  const { root, version, refs, report } = reading
  const schemes =
    version === '2.0' ? root.fields('securityDefinitions') : root.fields('components')?.fields('securitySchemes')
  const read = (schemes?.keys() ?? []).map((name): [string, Scheme] => {
    const found = refs.object(schemes?.value(name), schemes?.at(name) ?? '')
    return [name, found ? readScheme(reading, new Fields(found.value, found.place, report), name) : { kind: 'none' }]
  })
  return new Map(read)
}

function keptSchemes({ mergedInto }: Reading): Map<string, Scheme> {
  const authorizers = (mergedInto?.parts ?? []).filter(({ kind }) => kind === 'Authorizer')
  // The kind says what the body is.
  return new Map(authorizers.map(({ name, body }) => [name, { kind: 'authorizer', authorizer: body as Authorizer }]))
}

function readScheme(reading: Reading, scheme: Fields, name: string): Scheme {
  const authtype = readAuthtype(reading, scheme)
  const authorizer = readAuthorizer(reading, scheme, name, authtype)
  if (authorizer) return { kind: 'authorizer', authorizer }
  if (isSigv4(authtype)) return { kind: 'iam' }
  return { kind: isApiKey(scheme) ? 'api key' : 'none' }
}

const isApiKey = (scheme: Fields) =>
  scheme.text('type') === 'apiKey' &&
  scheme.text('in') === 'header' &&
  scheme.text('name')?.toLowerCase() === 'x-api-key'

const toPart = (authorizer: Authorizer): Part<Authorizer> => ({
  kind: 'Authorizer',
  id: authorizer.id,
  name: authorizer.name,
  body: authorizer,
})
