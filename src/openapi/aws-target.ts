/**
 * What Amazon API Gateway refuses or passes over in a document that Postern takes.
 * Quotas: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { AWS_LIMITS } from '../deployment/snapshot.ts'
import { type Problem, Problems } from '../lib/problems.ts'
import { faultOfAddress } from './aws-address.ts'
import { at, isObject, type JsonObject, type JsonValue, member, quote } from './json-value.ts'
import { operationsOf } from './operations.ts'

/** One thing that AWS looks at. The definition is absent when Postern refuses the document, too. */
type Rule = (root: JsonObject, problems: Problems, definition: RestApiDefinition | undefined) => void

/** Every problem that only AWS has. */
export function checkAwsTarget(root: JsonObject, definition: RestApiDefinition | undefined): readonly Problem[] {
  const problems = new Problems()
  for (const rule of RULES) rule(root, problems, definition)
  return [...problems.errors, ...problems.warnings]
}

const version: Rule = (root, problems) => {
  const openapi = member(root, 'openapi')
  if (/^3\.1/.test(String(openapi)))
    problems.error('/openapi', `AWS answers "Invalid OpenAPI input." to ${quote(openapi)}: it reads 2.0 and 3.0`)
}

/** Extensions of our own: anywhere, at any depth. */
const ownExtensions: Rule = (root, problems) =>
  visit(root, '', (key, _value, place) => {
    if (key.startsWith('x-postern-')) problems.warn(place, 'AWS passes over it, without a word')
  })

/** An authorizer with an issuer of its own needs no user pool here. */
const userPools: Rule = (root, problems) =>
  visit(root, '', (key, value, place) => {
    if (key !== 'x-amazon-apigateway-authorizer' || !isObject(value)) return
    const pools = member(value, 'providerARNs')
    const isOfPools = /^cognito_user_pools$/i.test(String(member(value, 'type')))
    if (isOfPools && (!Array.isArray(pools) || pools.length === 0))
      problems.error(place, 'AWS refuses a COGNITO_USER_POOLS authorizer without providerARNs')
  })

const timeouts: Rule = (root, problems) => {
  for (const { integration } of operationsOf(root)) {
    if (integration === undefined) continue
    const timeout = Number(member(integration.value, 'timeoutInMillis') ?? 0)
    const streams = /^stream$/i.test(String(member(integration.value, 'responseTransferMode')))
    if (timeout > AWS_LIMITS.timeoutInMillis && !streams)
      problems.error(
        at(integration.place, 'timeoutInMillis'),
        `AWS allows ${AWS_LIMITS.timeoutInMillis} ms, more only to a Regional or private API whose quota was raised, or to a streamed response`,
      )
  }
}

const addresses: Rule = (root, problems) => {
  for (const { integration } of operationsOf(root)) {
    const type = String(integration && member(integration.value, 'type'))
    const uri = integration && member(integration.value, 'uri')
    const isLinked = /^vpc_link$/i.test(String(integration && member(integration.value, 'connectionType')))
    if (!integration || typeof uri !== 'string' || !/^http/i.test(type) || isLinked) continue
    const fault = faultOfAddress(uri)
    if (fault) problems[fault.severity](at(integration.place, 'uri'), fault.message)
  }
}

/** AWS's quotas of one API. */
const MOST = { resources: 300, authorizers: 10, documentationParts: 2_000, policyChars: 8_192 } as const

const quotas: Rule = (root, problems, definition) => {
  if (definition === undefined) return
  const { api, resources, parts } = definition
  const count = (kind: string) => parts.filter((part) => part.kind === kind).length
  const schemes = member(root, 'swagger') === undefined ? '/components/securitySchemes' : '/securityDefinitions'
  const sizes: [place: string, size: number, most: number, what: string][] = [
    ['/paths', resources.length, MOST.resources, 'resources'],
    [schemes, count('Authorizer'), MOST.authorizers, 'authorizers'],
    ['/x-amazon-apigateway-documentation', count('DocumentationPart'), MOST.documentationParts, 'documentation parts'],
    ['/x-amazon-apigateway-policy', api.policy?.length ?? 0, MOST.policyChars, 'characters of policy'],
  ]
  for (const [place, size, most, what] of sizes)
    if (size > most) problems.error(place, `${size} ${what}: AWS allows ${most} unless it raised your quota`)
}

const tags: Rule = (_root, problems, definition) => {
  for (const [key, value] of Object.entries(definition?.api.tags ?? {})) {
    if (!/^(?!aws:)[a-zA-Z+\-=._:/]{1,128}$/.test(key) || value.length > 256)
      problems.error(
        '/tags',
        `AWS refuses the tag ${quote(key)}: at most 128 of a-zA-Z+-=._:/, not beginning with aws:, its value at most 256 characters`,
      )
  }
}

const reservedPaths: Rule = (root, problems) => {
  const paths = member(root, 'paths')
  for (const path of ['/ping', '/sping'])
    if (isObject(paths) && member(paths, path) !== undefined)
      problems.warn(at('/paths', path), 'AWS keeps this path for itself below a custom domain: the API does not get it')
}

const MOST_STAGE_VARIABLES = 100

const stageVariables: Rule = (root, problems) => {
  const names = new Set<string>()
  visit(root, '', (_key, value, place) => {
    if (typeof value !== 'string') return
    for (const [, name = ''] of value.matchAll(/\$\{stageVariables\.([^}]*)\}/g)) {
      names.add(name)
      if (!/^[A-Za-z0-9_]{1,64}$/.test(name))
        problems.error(place, `no stage can have the variable ${quote(name)}: its name has to match [A-Za-z0-9_]{1,64}`)
    }
  })
  if (names.size > MOST_STAGE_VARIABLES)
    problems.error('/paths', `${names.size} stage variables: a stage of AWS has at most ${MOST_STAGE_VARIABLES}`)
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const UNSUPPORTED_IN_SCHEMAS = ['discriminator', 'exclusiveMinimum', 'readOnly']

const schemas: Rule = (root, problems) =>
  visit(root, '', (key, _value, place) => {
    if (UNSUPPORTED_IN_SCHEMAS.includes(key) && isKeyword(place))
      problems.warn(place, `AWS does not support ${key} in models: it has no effect there`)
  })

/** Whether a member of that name is a word of JSON Schema, not a property that an owner calls so. */
const isKeyword = (place: string) =>
  /\/(?:schema|schemas|definitions)\//.test(place) &&
  !/\/(?:properties|example|examples|default|enum)\/[^/]*$/.test(place)

const RULES: readonly Rule[] = [
  ...[version, quotas, timeouts, addresses, stageVariables, tags, userPools],
  ...[reservedPaths, schemas, ownExtensions],
]

/** Every member below `value`, with its place. */
function visit(value: JsonValue, place: string, seen: (key: string, value: JsonValue, place: string) => void): void {
  if (Array.isArray(value)) {
    for (const [position, item] of value.entries()) {
      seen('', item, at(place, position))
      visit(item, at(place, position), seen)
    }
  } else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      seen(key, child, at(place, key))
      visit(child, at(place, key), seen)
    }
  }
}
