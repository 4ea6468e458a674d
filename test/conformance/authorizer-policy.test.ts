import { expect } from 'vitest'
import { decideAuthorizerPolicy } from '../../src/authorizers/authorizer-policy.ts'
import { combineDecisions } from '../../src/authorizers/combine-decisions.ts'
import type { PolicyDecision, PolicyDocument } from '../../src/authorizers/policy-document.ts'
import { compileGlob, fitsGlob } from '../../src/lib/glob.ts'
import { conformance, type Vector } from './runner.ts'

// What a policy says of a call, and AWS's tables of two policies.

type Input =
  | { readonly kind: 'arn-match'; readonly pattern: string; readonly resource: string }
  | { readonly kind: 'policy'; readonly policyDocument: PolicyDocument; readonly methodArn: string }
  | {
      readonly kind: 'policy-combination'
      readonly accounts: 'same-account' | 'cross-account'
      readonly identityOrAuthorizer: Word
      readonly resourcePolicy: Word
    }

interface Expected {
  readonly matches?: boolean
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

const KINDS: ReadonlySet<string> = new Set(['arn-match', 'policy', 'policy-combination'])

conformance<Input, Expected>({
  area: 'authorizer-policy',
  casesOf: (vectors) => vectors.filter(({ input }) => KINDS.has(input.kind)),
  exceptions: [{ id: 'pol-0038', reason: "IAM's Effect has a case: `allow` allows nothing (the vector's own note)" }],
  check({ input, expected }: Vector<Input, Expected>) {
    if (input.kind === 'arn-match') {
      expect(fitsGlob(compileGlob(input.pattern), input.resource)).toBe(expected.matches)
    } else if (input.kind === 'policy') {
      const { decision } = decideAuthorizerPolicy(withActions(input.policyDocument), input.methodArn)
      expect(decision === 'allow').toBe(expected.allowed)
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
