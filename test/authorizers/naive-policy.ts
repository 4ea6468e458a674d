import type { PolicyDecision, PolicyRequest } from '../../src/authorizers/policy-document.ts'

// IAM's evaluation a second time, as plainly as it can be written and without a line of the first: nothing is compiled, globs are regular
// expressions, addresses are numbers. It knows a part of the language, which `policy-property.test.ts` generates.

export interface NaiveStatement {
  readonly Effect: string
  readonly [element: string]: unknown
}

/** `unknown`: cannot be told. */
type Told = boolean | 'unknown'

export function naiveDecision(statements: readonly NaiveStatement[], request: PolicyRequest): PolicyDecision {
  let decision: PolicyDecision = 'implicit-deny'
  for (const statement of statements) {
    const denies = statement.Effect !== 'Allow'
    const told = [element(statement, 'Action', request), element(statement, 'Resource', request)]
    told.push(principal(statement, request), conditions(statement.Condition, request))
    if (!told.map((each) => (each === 'unknown' ? denies : each)).every(Boolean)) continue
    if (denies) return 'explicit-deny'
    decision = 'allow'
  }
  return decision
}

function element(statement: NaiveStatement, name: 'Action' | 'Resource', request: PolicyRequest): Told {
  const negated = statement[name] === undefined
  const patterns = statement[negated ? `Not${name}` : name] as string[] | undefined
  if (patterns === undefined || (!negated && statement[`Not${name}`] !== undefined)) return 'unknown'
  const found =
    name === 'Action'
      ? patterns.some((pattern) => glob(pattern.toLowerCase()).test(request.action.toLowerCase()))
      : patterns.some((pattern) => resource(pattern, request.resource))
  return found !== negated
}

const resource = (pattern: string, arn: string) =>
  pattern.startsWith('execute-api:/')
    ? glob(pattern.slice(12)).test(arn.slice(arn.indexOf('/')))
    : glob(pattern).test(arn)

function principal(statement: NaiveStatement, request: PolicyRequest): Told {
  const { Principal: named, NotPrincipal: excepted } = statement
  if ((named === undefined) === (excepted === undefined)) return 'unknown'
  const value = (named ?? excepted) as '*' | { AWS: string[] }
  const names = value === '*' ? ['*'] : value.AWS
  const found = names.some((name) => {
    if (name === '*') return true
    if (request.principal === undefined) return false
    const countsAccounts = named !== undefined || statement.Effect === 'Allow'
    return name === request.principal || (countsAccounts && name === request.principal.split(':')[4])
  })
  return found === (named !== undefined)
}

const glob = (pattern: string) =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$.|+()[\]{}/]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]')}$`,
  )

function conditions(condition: unknown, request: PolicyRequest): Told {
  const told: Told[] = []
  for (const [operator, keys] of Object.entries((condition ?? {}) as Record<string, Record<string, string[]>>))
    for (const [key, values] of Object.entries(keys)) told.push(one(operator, request.key(key.toLowerCase()), values))
  if (told.includes(false)) return false
  return told.includes('unknown') ? 'unknown' : true
}

function one(name: string, value: string | readonly string[] | undefined, wanted: string[]): Told {
  const given = value === undefined ? [] : [value].flat()
  if (name === 'Null') return wanted.includes(String(given.length === 0))
  const set = name.includes(':') ? name.split(':')[0] : ''
  const ifExists = name.endsWith('IfExists')
  const operator = name.replace(/^.*:/, '').replace(/IfExists$/, '')
  const negated = operator.includes('Not')
  const positive = operator.replace('Not', '')
  if (!['StringEquals', 'StringLike', 'StringEqualsIgnoreCase', 'IpAddress', 'NumericEquals'].includes(positive))
    return 'unknown'
  if (!wanted.every((each) => isReadable(positive, each))) return 'unknown'
  if (given.length === 0) {
    if (ifExists || set === 'ForAllValues') return true
    return set === '' && negated
  }
  const told = given.map((text) => matches(positive, text, wanted))
  if (told.includes('unknown')) return 'unknown'
  const holds = told.map((each) => each !== negated)
  if (set === 'ForAllValues' || (set === '' && negated)) return holds.every(Boolean)
  return holds.some(Boolean)
}

function isReadable(operator: string, wanted: string): boolean {
  if (operator === 'NumericEquals') return /^-?\d+(\.\d+)?$/.test(wanted)
  if (operator !== 'IpAddress') return true
  const [host = '', bits = '32'] = wanted.split('/')
  return addressOf(host) !== undefined && Number(bits) <= 32
}

function matches(operator: string, text: string, wanted: string[]): Told {
  if (operator === 'StringEquals') return wanted.includes(text)
  if (operator === 'StringLike') return wanted.some((pattern) => glob(pattern).test(text))
  if (operator === 'StringEqualsIgnoreCase') return wanted.some((each) => each.toLowerCase() === text.toLowerCase())
  if (operator === 'NumericEquals') {
    if (!isReadable(operator, text)) return 'unknown'
    return wanted.some((each) => Number(each) === Number(text))
  }
  const address = addressOf(text)
  if (address === undefined) return 'unknown'
  return wanted.some((range) => {
    const [host = '', bits = '32'] = range.split('/')
    const size = 2 ** (32 - Number(bits))
    return Math.floor((addressOf(host) ?? 0) / size) === Math.floor(address / size)
  })
}

function addressOf(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}
