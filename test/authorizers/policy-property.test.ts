import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluatePolicy, linkPolicy } from '../../src/authorizers/evaluate-policy.ts'
import type { PolicyDocument, PolicyRequest } from '../../src/authorizers/policy-document.ts'
import { policyFaults } from '../../src/authorizers/policy-faults.ts'
import { type NaiveStatement, naiveDecision } from './naive-policy.ts'

// The evaluator against a second one, and against what nobody would write.

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:api1'
const BOB = 'arn:aws:iam::123456789012:user/Bob'

const some = (...all: string[]) => fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 3 })
const actions = some('execute-api:Invoke', 'EXECUTE-API:invoke', 'execute-api:*', '*', 'execute-api:Inv?ke', 'sqs:*')
const resources = some(
  ...['*', `${ARN}/prod/GET/a`, `${ARN}/*/GET/*`, `${ARN}/prod/?ET/?`, 'execute-api:/*', 'execute-api:/prod/*/b'],
  ...['execute-api:/dev/*', 'arn:aws:execute-api:*:*:*/b', `${ARN}/prod/GET/A`],
)
const principals = fc.oneof(
  fc.constant('*'),
  some('*', BOB, '123456789012', '210987654321', `${BOB}by`).map((AWS) => ({ AWS })),
)

const texts = some('a', 'A', 'a*', '?', 'b', '*', '')
const ranges = some('10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '0.0.0.0/0', '10.1.2.3/31', '10.1.2.3/33', 'nowhere')
const numbers = some('1', '1.0', '2', '-1', 'one')
const operator = (base: string) =>
  fc
    .tuple(fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'), fc.constantFrom('', 'IfExists'))
    .map(([set, ifExists]) => set + base + ifExists)
const pairOf = (bases: string[], keys: string[], values: fc.Arbitrary<string[]>) =>
  fc
    .tuple(fc.constantFrom(...bases).chain(operator), fc.constantFrom(...keys), values)
    .map(([name, key, wanted]) => [name, { [key]: wanted }] as const)

const STRINGS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
]
const condition = fc
  .array(
    fc.oneof(
      pairOf(STRINGS, ['aws:UserAgent', 'aws:Referer', 'AWS:principalorgpaths'], texts),
      pairOf(['IpAddress', 'NotIpAddress'], ['aws:SourceIp'], ranges),
      pairOf(['NumericEquals', 'NumericNotEquals'], ['aws:EpochTime'], numbers),
      pairOf(['StringIs', 'BinaryNear'], ['aws:Referer'], texts),
      some('true', 'false').map((wanted) => ['Null', { 'aws:Referer': wanted }] as const),
    ),
    { maxLength: 2 },
  )
  .map((pairs) => Object.fromEntries(pairs))

const either = (name: string, values: fc.Arbitrary<unknown>) =>
  fc
    .tuple(fc.constantFrom(...[name, name, name, `Not${name}`]), values, fc.nat({ max: 30 }))
    .map(([element, value, chance]): Record<string, unknown> => (chance === 0 ? {} : { [element]: value }))

const statement: fc.Arbitrary<NaiveStatement> = fc
  .tuple(
    fc.constantFrom('Allow', 'Allow', 'Deny', 'allow'),
    either('Action', actions),
    either('Resource', resources),
    either('Principal', principals),
    fc.option(condition, { nil: undefined }),
  )
  .map(([Effect, action, resource, principal, Condition]) => ({
    ...{ Effect, ...action, ...resource, ...principal },
    ...(Condition && { Condition }),
  }))

const keys = fc.record(
  {
    'aws:useragent': fc.constantFrom('a', 'A', 'ab', ''),
    'aws:referer': fc.constantFrom('a', 'b'),
    'aws:principalorgpaths': fc.array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 3 }),
    'aws:sourceip': fc.constantFrom('10.1.2.3', '10.1.2.2', '11.0.0.1', 'unknown'),
    'aws:epochtime': fc.constantFrom('1', '2', 'soon'),
  },
  { requiredKeys: [] },
)

const request: fc.Arbitrary<PolicyRequest> = fc
  .tuple(
    fc.constantFrom('execute-api:Invoke', 'execute-api:InvalidateCache'),
    fc.constantFrom(`${ARN}/prod/GET/a`, `${ARN}/prod/POST/b`, `${ARN}/dev/GET/a/b`),
    fc.option(fc.constant(BOB), { nil: undefined }),
    keys,
  )
  .map(([action, resource, principal, known]) => ({
    ...{ action, resource, key: (name: string) => (known as Record<string, string>)[name] },
    ...(principal && { principal }),
  }))

describe('the evaluator of policies', () => {
  it('decides as a naive second one', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), request, (Statement, asked) => {
        const document = { Version: '2012-10-17', Statement } as unknown as PolicyDocument
        const decision = naiveDecision(Statement, asked)
        seen.set(decision, (seen.get(decision) ?? 0) + 1)
        expect(evaluatePolicy(document, asked, 'resource')).toBe(decision)
      }),
      { numRuns: 20_000 },
    )
    // A generator that never allows would show nothing.
    expect(Math.min(...seen.values())).toBeGreaterThan(1_000)
    expect(seen.size).toBe(3)
  })

  it('never throws, whatever the document, and allows by none that has faults', () => {
    const anything = fc.anything()
    const odd = fc.record(
      {
        ...{
          Effect: fc.constantFrom('Allow', 'Deny'),
          Action: fc.oneof(actions, anything),
          Resource: fc.oneof(resources, anything),
        },
        ...{ Principal: fc.oneof(principals, anything), Condition: fc.oneof(condition, anything), Other: anything },
      },
      { requiredKeys: ['Effect'] },
    )
    const document = fc.oneof(
      anything,
      fc.record({ Version: fc.oneof(fc.constant('2012-10-17'), anything), Statement: odd }),
    )
    fc.assert(
      fc.property(document, request, (given, asked) => {
        const { decision } = linkPolicy(given as PolicyDocument, 'resource')(asked)
        const faults = policyFaults(given, 'resource')
        if (decision === 'allow') expect(faults).toEqual([])
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['stars', `arn:${'*a'.repeat(250)}b`],
    ['a long run', `*${'a'.repeat(500)}b`],
    ['single characters', `${'*?'.repeat(250)}b`],
  ])('is not slow on a policy of %s', (_, Resource) => {
    const statements = Array.from({ length: 16 }, () => ({ Effect: 'Allow', Action: '*', Resource }))
    const decide = linkPolicy({ Statement: statements } as PolicyDocument)
    const resource = `${ARN}/prod/GET/${'a'.repeat(1_500)}`
    const start = performance.now()
    expect(decide({ action: 'execute-api:Invoke', resource, key: () => undefined }).decision).toBe('implicit-deny')
    expect(performance.now() - start).toBeLessThan(500)
  })
})
