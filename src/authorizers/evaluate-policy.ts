/**
 * IAM's evaluation of one policy: a Deny that applies beats every Allow, and what nothing allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * What cannot be told (an unknown element, operator or key, a value that does not parse) keeps an Allow from applying and lets a Deny apply.
 */
import { compileGlob, fitsGlob, type Glob } from '../lib/glob.ts'
import { linkConditions } from './policy-conditions.ts'
import type { PolicyDecision, PolicyDocument, PolicyRequest } from './policy-document.ts'
import { anyFits, isObject, linkPatterns, textsOf } from './policy-pattern.ts'
import { linkPrincipals } from './policy-principals.ts'

/** What the policy belongs to: a resource's names principals and may write its resources in short. */
export type PolicyKind = 'identity' | 'resource'

export interface PolicyVerdict {
  readonly decision: PolicyDecision
  /** Which statement decided, for the owner: `Statement[1] (DenyAdmin)`. Absent where none did. */
  readonly statement?: string
}

export type LinkedPolicy = (request: PolicyRequest) => PolicyVerdict

export const VERSION_WITH_VARIABLES = '2012-10-17'
export const VERSIONS: readonly unknown[] = [undefined, '2008-10-17', VERSION_WITH_VARIABLES]
export const ELEMENTS: ReadonlySet<string> = new Set([
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition'],
])

const IMPLICIT: PolicyVerdict = { decision: 'implicit-deny' }

export const evaluatePolicy = (document: PolicyDocument, request: PolicyRequest, kind?: PolicyKind): PolicyDecision =>
  linkPolicy(document, kind)(request).decision

/** Policy → function, once. Takes whatever it is given and never throws: `policyFaults` says what is wrong with it. */
export function linkPolicy(document: PolicyDocument, kind: PolicyKind = 'identity'): LinkedPolicy {
  const { Version: version, Statement: given }: Readonly<Record<string, unknown>> = isObject(document) ? document : {}
  const readable = VERSIONS.includes(version)
  const statements = statementsOf(given).map((statement, i) =>
    linkStatement(statement, i, { kind, readable, variables: version === VERSION_WITH_VARIABLES }),
  )
  const denials = statements.filter(({ verdict }) => verdict.decision === 'explicit-deny')
  const allowances = statements.filter(({ verdict }) => verdict.decision === 'allow')
  return (request) => {
    const decisive =
      denials.find(({ applies }) => applies(request)) ?? allowances.find(({ applies }) => applies(request))
    return decisive?.verdict ?? IMPLICIT
  }
}

/** One statement may stand without its list. */
export function statementsOf(statement: unknown): readonly unknown[] {
  if (Array.isArray(statement)) return statement
  return isObject(statement) ? [statement] : []
}

interface Reading {
  readonly kind: PolicyKind
  readonly variables: boolean
  /** Whether the policy's language is one that we know. */
  readonly readable: boolean
}

interface LinkedStatement {
  readonly verdict: PolicyVerdict
  readonly applies: (request: PolicyRequest) => boolean
}

/** Undefined where it cannot be told. */
type Match = (request: PolicyRequest) => boolean | undefined

function linkStatement(given: unknown, position: number, reading: Reading): LinkedStatement {
  const statement = isObject(given) ? given : {}
  const denies = statement.Effect !== 'Allow'
  const verdict = { decision: denies ? 'explicit-deny' : 'allow', statement: nameOf(statement, position) } as const
  if (!denies && !(reading.readable && Object.keys(statement).every((name) => ELEMENTS.has(name))))
    return { verdict, applies: () => false }
  const conditions = linkConditions(statement.Condition, reading.variables)
  const matches: Match[] = [
    linkElement(statement, 'Action', linkActions),
    linkElement(statement, 'Resource', (value, negated) => linkResources(value, negated, reading)),
    linkPrincipal(statement, reading, denies),
    ({ key }) => conditions(key),
  ]
  return { verdict, applies: (request) => matches.every((match) => match(request) ?? denies) }
}

export function nameOf(statement: Readonly<Record<string, unknown>>, position: number): string {
  const { Sid } = statement
  return typeof Sid === 'string' && Sid !== ''
    ? `Statement[${position}] (${Sid.slice(0, 100)})`
    : `Statement[${position}]`
}

/** An element or its `Not…`: exactly one of them says whom or what a statement is about. */
function linkElement(
  statement: Readonly<Record<string, unknown>>,
  name: 'Action' | 'Resource' | 'Principal',
  link: (value: unknown, negated: boolean) => Match,
): Match {
  const { [name]: value, [`Not${name}`]: other } = statement
  if ((value === undefined) === (other === undefined)) return () => undefined
  if (other === undefined) return link(value, false)
  const match = link(other, true)
  return (request) => {
    const matched = match(request)
    return matched === undefined ? undefined : !matched
  }
}

/** Names of actions have no case. */
function linkActions(value: unknown): Match {
  const globs = textsOf(value)?.map((text) => compileGlob(text.toLowerCase()))
  if (globs === undefined) return () => undefined
  return ({ action }) => globs.some((glob) => fitsGlob(glob, action.toLowerCase()))
}

/** `execute-api:/stage/METHOD/path`: of the API that the policy is of. */
export const SHORT_RESOURCE = 'execute-api:/'

function linkResources(value: unknown, negated: boolean, { kind, variables }: Reading): Match {
  const texts = textsOf(value)
  if (texts === undefined) return () => undefined
  const isShort = (text: string) => kind === 'resource' && text.startsWith(SHORT_RESOURCE)
  const rules = { variables, wild: true }
  const whole = linkPatterns(
    texts.filter((text) => !isShort(text)),
    rules,
  )
  const short = linkPatterns(
    texts.filter(isShort).map((text) => text.slice(SHORT_RESOURCE.length - 1)),
    rules,
  )
  if (whole === undefined || short === undefined) return () => undefined
  return ({ resource, key }) => {
    const against = (text: string) => (glob: Glob) => fitsGlob(glob, text)
    const results = [anyFits(whole, key, against(resource)), anyFits(short, key, against(behindApi(resource)))]
    if (results.includes(true)) return true
    // An absent variable matches nothing; that it does not match must not open a door.
    return negated && results.includes(undefined) ? undefined : false
  }
}

/** `arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/pets` → `/prod/GET/pets`. */
const behindApi = (resource: string): string => (resource.includes('/') ? resource.slice(resource.indexOf('/')) : '')

/** Only a resource's policy has to say whom it speaks of. */
function linkPrincipal(statement: Readonly<Record<string, unknown>>, { kind }: Reading, denies: boolean): Match {
  if (kind === 'identity' && statement.Principal === undefined && statement.NotPrincipal === undefined)
    return () => true
  return linkElement(statement, 'Principal', (value, negated) => {
    const match = linkPrincipals(value, negated && denies)
    return ({ principal }) => match(principal)
  })
}
