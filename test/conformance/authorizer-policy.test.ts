import { expect } from 'vitest'
import { decideAuthorizerPolicy } from '../../src/authorizers/authorizer-policy.ts'
import { combineDecisions } from '../../src/authorizers/combine-decisions.ts'
import { readLambdaAuthorizerResult } from '../../src/authorizers/lambda-authorizer-result.ts'
import type { PolicyDecision, PolicyDocument } from '../../src/authorizers/policy-document.ts'
import { GATEWAY_ERRORS } from '../../src/errors/gateway-error.ts'
import { compileGlob, fitsGlob } from '../../src/lib/glob.ts'
import { conformance, type Vector } from './runner.ts'

// What a policy says of a call, AWS's tables of two policies, and what of a Lambda authorizer's answer can be used.

type Input =
  | { readonly kind: 'arn-match'; readonly pattern: string; readonly resource: string }
  | { readonly kind: 'policy'; readonly policyDocument: PolicyDocument; readonly methodArn: string }
  | {
      readonly kind: 'policy-combination'
      readonly accounts: 'same-account' | 'cross-account'
      readonly identityOrAuthorizer: Word
      readonly resourcePolicy: Word
    }
  | { readonly kind: 'authorizer-response'; readonly response: object }
  | { readonly kind: 'authorizer-context'; readonly context: unknown }
  | { readonly kind: 'authorizer-simple-response' }

interface Expected {
  readonly matches?: boolean
  readonly valid?: boolean
  readonly context?: object
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly allowed?: boolean
  readonly result?: Result
}

const DECISIONS = {
  Allow: 'allow',
  'Neither Allow nor Deny': 'implicit-deny',
  Deny: 'explicit-deny',
} as const satisfies Record<string, PolicyDecision>

const RESULTS = {
  Allow: 'allow',
  'Implicit Deny': 'implicit-deny',
  'Explicit Deny': 'explicit-deny',
} as const satisfies Record<string, PolicyDecision>

type Word = keyof typeof DECISIONS
type Result = keyof typeof RESULTS

const SIMPLE_RESPONSE = 'a simple response, which only HTTP APIs have: this version does not serve them'

conformance<Input, Expected>({
  area: 'authorizer-policy',
  exceptions: [
    { id: 'pol-0038', reason: "IAM's Effect has a case: `allow` allows nothing (the vector's own note)" },
    ...['pol-0065', 'pol-0066'].map((id) => ({ id, reason: SIMPLE_RESPONSE })),
  ],
  check({ input, expected }: Vector<Input, Expected>) {
    if (input.kind === 'arn-match') {
      expect(fitsGlob(compileGlob(input.pattern), input.resource)).toBe(expected.matches)
    } else if (input.kind === 'policy') {
      const { decision } = decideAuthorizerPolicy(withActions(input.policyDocument), input.methodArn)
      expect(decision === 'allow').toBe(expected.allowed)
    } else if (input.kind === 'authorizer-response') {
      expect(typeof read(input.response) === 'object').toBe(expected.valid)
    } else if (input.kind === 'authorizer-context') {
      checkContext(input.context, expected)
    } else if (input.kind === 'authorizer-simple-response') {
      throw new Error(SIMPLE_RESPONSE)
    } else {
      const { identityOrAuthorizer: identity, resourcePolicy: resource, accounts } = input
      expect(expected.result).toBeDefined()
      expect(combineDecisions(DECISIONS[identity], DECISIONS[resource], accounts)).toBe(
        RESULTS[expected.result as Result],
      )
    }
  },
})

/** The source of some vectors reads no Action and leaves it out, where IAM requires one and a statement without it allows nothing here. */
const withActions = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  Statement: document.Statement.map((statement) => ({ Action: 'execute-api:Invoke', ...statement })),
})

const read = (result: object) => readLambdaAuthorizerResult(JSON.stringify(result))

/** A context that cannot be used is AUTHORIZER_CONFIGURATION_ERROR. */
function checkContext(context: unknown, expected: Expected): void {
  const Statement = [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }]
  const result = read({ principalId: 'user', policyDocument: { Statement }, context })
  if (expected.context !== undefined) {
    expect(typeof result === 'object' && Object.fromEntries(result.context)).toEqual(expected.context)
    return
  }
  expect(result).toBeTypeOf('string')
  const [status, errorType] = GATEWAY_ERRORS.AUTHORIZER_CONFIGURATION_ERROR
  expect({ status, headers: { 'x-amzn-ErrorType': errorType } }).toEqual(expected)
}
