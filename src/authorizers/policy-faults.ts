/**
 * Everything that is wrong with a policy, told when it is put.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import {
  ELEMENTS,
  nameOf,
  type PolicyKind,
  SHORT_RESOURCE,
  statementsOf,
  VERSION_WITH_VARIABLES,
  VERSIONS,
} from './evaluate-policy.ts'
import { linkKey, valuesOf } from './policy-conditions.ts'
import { isConditionKey } from './policy-keys.ts'
import { readOperator } from './policy-operators.ts'
import { isObject, linkPattern, textsOf } from './policy-pattern.ts'
import { principalFaults } from './policy-principals.ts'

const DOCUMENT_ELEMENTS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement'])
/** Names that the owner chose are shown, but not without end. */
const shown = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 100)

/** In sentences, each with its place; empty for a policy that is right. */
export function policyFaults(document: unknown, kind: PolicyKind = 'identity'): string[] {
  if (!isObject(document)) return ['A policy has to be an object']
  const { Version: version, Statement: statement } = document
  const faults = unknownElements(document, DOCUMENT_ELEMENTS).map((name) => `It has an unknown element ${name}`)
  if (!VERSIONS.includes(version))
    faults.push(`Version ${shown(version)} is not known: it is ${VERSION_WITH_VARIABLES}`)
  if (document.Id !== undefined && typeof document.Id !== 'string') faults.push('Id has to be a text')
  if (!Array.isArray(statement) && !isObject(statement))
    faults.push('Statement is missing: a policy has a list of them')
  const variables = version === VERSION_WITH_VARIABLES
  return [
    ...faults,
    ...statementsOf(statement).flatMap((each, i) => {
      if (!isObject(each)) return [`Statement[${i}] has to be an object`]
      return statementFaults(each, kind, variables).map((fault) => `${nameOf(each, i)}: ${fault}`)
    }),
  ]
}

const unknownElements = (given: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): string[] =>
  Object.keys(given)
    .filter((name) => !known.has(name))
    .map(shown)

type Statement = Readonly<Record<string, unknown>>

function statementFaults(statement: Statement, kind: PolicyKind, variables: boolean): string[] {
  const faults = unknownElements(statement, ELEMENTS).map((name) => `unknown element ${name}`)
  const { Sid, Effect } = statement
  if (Sid !== undefined && typeof Sid !== 'string') faults.push('Sid has to be a text')
  if (Effect !== 'Allow' && Effect !== 'Deny') faults.push(`Effect ${shown(Effect)} has to be Allow or Deny`)
  return [
    ...faults,
    ...elementFaults(statement, 'Action', actionFaults),
    ...elementFaults(statement, 'Resource', (value) => resourceFaults(value, kind, variables)),
    ...(kind === 'resource' || statement.Principal !== undefined || statement.NotPrincipal !== undefined
      ? elementFaults(statement, 'Principal', principalFaults)
      : []),
    ...conditionFaults(statement.Condition, variables),
  ]
}

function elementFaults(statement: Statement, name: string, faultsOf: (value: unknown) => string[]): string[] {
  const { [name]: value, [`Not${name}`]: other } = statement
  if (value === undefined && other === undefined) return [`${name} or Not${name} is missing`]
  if (value !== undefined && other !== undefined) return [`${name} and Not${name} exclude each other`]
  return faultsOf(value ?? other).map((fault) => `${value === undefined ? 'Not' : ''}${name} ${fault}`)
}

const ACTION = /^(?:\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?-]+)$/

function actionFaults(value: unknown): string[] {
  const texts = textsOf(value)
  if (texts === undefined) return ['has to be a text or a list of texts']
  return texts
    .filter((text) => !ACTION.test(text))
    .map((text) => `${shown(text)} is no action such as execute-api:Invoke`)
}

function resourceFaults(value: unknown, kind: PolicyKind, variables: boolean): string[] {
  const texts = textsOf(value)
  if (texts === undefined) return ['has to be a text or a list of texts']
  return texts.flatMap((text) => {
    const short = kind === 'resource' && text.startsWith(SHORT_RESOURCE)
    if (!short && text !== '*' && !/^(?:arn|\*):/.test(text)) return [`${shown(text)} is no ARN`]
    return linkPattern(text, { variables, wild: true }) === undefined ? [`${shown(text)} has an unknown variable`] : []
  })
}

function conditionFaults(condition: unknown, variables: boolean): string[] {
  if (condition === undefined) return []
  if (!isObject(condition)) return ['Condition has to be an object']
  return Object.entries(condition).flatMap(([name, keys]) => {
    const operator = readOperator(name)
    if (operator === undefined) return [`unknown condition operator ${shown(name)}`]
    if (!isObject(keys) || Object.keys(keys).length === 0) return [`Condition ${name} has to name a key`]
    return Object.entries(keys).flatMap(([key, value]) => {
      if (!isConditionKey(key)) return [`unknown condition key ${shown(key)}`]
      if (valuesOf(value) !== undefined && linkKey(operator, key, value, variables) !== undefined) return []
      return [`${shown(value)} is no value for ${name} ${key}`]
    })
  })
}
