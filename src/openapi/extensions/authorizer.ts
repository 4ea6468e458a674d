/**
 * `x-amazon-apigateway-authorizer`: makes a security scheme an authorizer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
import { authorizerFaults } from '../../authorizers/authorizer-faults.ts'
import type { Authorizer } from '../../definition/parts.ts'
import { definedMembers, type JsonObject, present } from '../json-value.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

const AUTHORIZER = 'x-amazon-apigateway-authorizer'
const TYPES = ['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS'] as const
const MEMBERS = [
  ...['type', 'authorizerUri', 'authorizerCredentials', 'identitySource', 'identityValidationExpression'],
  ...['authorizerResultTtlInSeconds', 'providerARNs', 'authType', 'x-postern-issuer'],
]
const LONGEST_TTL_SECONDS = 3_600

/** The authorizer of a security scheme; undefined when the scheme has none. */
export function readAuthorizer(
  reading: Reading,
  scheme: Fields,
  name: string,
  authType: string | undefined,
): Authorizer | undefined {
  if (!reading.claims.take(scheme, AUTHORIZER)) return undefined
  const fields = scheme.fields(AUTHORIZER)
  const type = fields?.constant('type', TYPES)
  if (fields === undefined || type === undefined) {
    reading.report.error(scheme.at(AUTHORIZER), `must name its type, one of ${TYPES.join(', ')}`)
    return undefined
  }
  fields.warnUnknown(MEMBERS, AUTHORIZER)
  const authorizer = present<Authorizer>({
    id: reading.ids.part('Authorizer', name),
    name,
    type,
    authType,
    providerARNs: fields.texts('providerARNs'),
    authorizerUri: fields.text('authorizerUri'),
    authorizerCredentials: fields.text('authorizerCredentials') || undefined,
    'x-postern-issuer': fields.text('x-postern-issuer') || undefined,
    identitySource: fields.text('identitySource') || identityOf(scheme, type),
    identityValidationExpression: fields.text('identityValidationExpression') || undefined,
    authorizerResultTtlInSeconds: fields.integer('authorizerResultTtlInSeconds', 0, LONGEST_TTL_SECONDS),
  })
  reportFaults(reading, fields, authorizer)
  return authorizer
}

function reportFaults({ report }: Reading, fields: Fields, authorizer: Authorizer): void {
  for (const { member, message } of authorizerFaults(authorizer)) {
    if (isToleratedIn(authorizer, member))
      report.warn(fields.value(member) === undefined ? fields.place : fields.at(member), message)
    else report.error(fields.at(member), message)
  }
}

/**
 * Documents leave the identity source out often enough, or hold names in place of the ARNs that a build puts there. AWS is not known to
 * refuse them, and with either the authorizer lets nobody through: they are warned of.
 */
function isToleratedIn({ identitySource, providerARNs = [] }: Authorizer, member: keyof Authorizer): boolean {
  if (member === 'identitySource') return identitySource === undefined
  return member === 'authorizerCredentials' || (member === 'providerARNs' && providerARNs.length > 0)
}

/** The header the scheme names carries the token (vector oai-0021). A REQUEST authorizer may have no source at all. */
function identityOf(scheme: Fields, type: Authorizer['type']): string | undefined {
  const header = scheme.text('in') === 'header' ? scheme.text('name') : undefined
  return type === 'REQUEST' || header === undefined ? undefined : `method.request.header.${header}`
}

const HEADER_SOURCE = /^method\.request\.header\.([^\s,]+)$/

/** The header that the scheme of an authorizer names: AWS writes `Unused` where the token is not in one header. */
export function headerOf({ type, identitySource }: Authorizer): string {
  if (type !== 'REQUEST' && identitySource === undefined) return 'Authorization'
  return headerSource({ type, identitySource }) ?? 'Unused'
}

function headerSource({ type, identitySource }: Pick<Authorizer, 'type' | 'identitySource'>): string | undefined {
  return type === 'REQUEST' ? undefined : HEADER_SOURCE.exec(identitySource ?? '')?.[1]
}

export function writeAuthorizer(authorizer: Authorizer): JsonObject {
  const { id: _, name: __, authType: ___, type, identitySource, ...members } = authorizer
  const source = headerSource({ type, identitySource }) === undefined ? identitySource : undefined
  return { [AUTHORIZER]: definedMembers({ type: type.toLowerCase(), identitySource: source, ...members }) }
}
