import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evaluatePolicy, type PolicyKind } from '../../src/authorizers/evaluate-policy.ts'
import type { PolicyDecision, PolicyDocument } from '../../src/authorizers/policy-document.ts'
import { policyFaults } from '../../src/authorizers/policy-faults.ts'

// The policies of AWS's developer guide, where they are at hand: each parses and evaluates.

const FILE = resolve(import.meta.dirname, '../../../shared/suites/iam-policy/aws-docs-execute-api-policies.json')

interface Documented {
  readonly source: string
  readonly policy: PolicyDocument | { readonly policyDocument: PolicyDocument }
}

if (existsSync(FILE)) declare(JSON.parse(readFileSync(FILE, 'utf8')))
else {
  console.warn("NOT RUN: the policies of AWS's guide are not at hand")
  describe('policies of the guide', () => it.skip('are not at hand', () => {}))
}

function declare(documented: readonly Documented[]): void {
  describe(`${documented.length} policies of AWS's guide`, () => {
    it('are all there', () => expect(documented).toHaveLength(25))

    documented.forEach(({ policy, source }, i) => {
      const document = 'policyDocument' in policy ? policy.policyDocument : policy
      const kind = document.Statement.some(({ Principal }) => Principal !== undefined) ? 'resource' : 'identity'

      it(`${i} of ${source} has no faults but what the guide holds a place for`, () => {
        const real = JSON.parse(JSON.stringify(document).replaceAll(/account-id(-2)?/g, '123456789012'))
        const places = /"Permission" has to be Allow or Deny|"resource-statement" is no ARN/
        expect(policyFaults(real, kind).filter((fault) => !places.test(fault))).toEqual([])
      })

      it(`${i} of ${source} decides as the guide says`, () => {
        const decisions = document.Statement.map((statement) => {
          const action = [statement.Action].flat()[0] ?? ''
          return decisionOf(document, kind, action, [statement.Resource].flat()[0] ?? '')
        })
        expect(decisions).toEqual(DECISIONS[i] ?? document.Statement.map(({ Effect }) => OF_EFFECT[Effect]))
        expect(decisionOf(document, kind, 'sqs:SendMessage', 'arn:aws:sqs:us-east-1:123456789012:queue')).toBe(
          'implicit-deny',
        )
      })
    })
  })
}

const OF_EFFECT: Readonly<Record<string, PolicyDecision>> = { Allow: 'allow', Deny: 'explicit-deny' }

/** For an anonymous caller from 203.0.113.9, by no VPC: where it is not the effect of each statement by itself. */
const DECISIONS: Readonly<Record<number, PolicyDecision[]>> = {
  // Deny where the VPC endpoint is not the named one: absent is not equal.
  0: ['explicit-deny', 'explicit-deny'],
  // Two ranges that the caller is not in.
  9: ['implicit-deny'],
  // From a VPC alone.
  11: ['implicit-deny'],
  // Named roles.
  12: ['implicit-deny'],
  // All but two ranges that the caller is not in; the second by an address in a VPC, which there is none of.
  13: ['allow', 'allow'],
  14: ['allow', 'allow'],
  // Deny from elsewhere than a VPC.
  15: ['explicit-deny', 'explicit-deny'],
  16: ['explicit-deny', 'explicit-deny'],
  // No effect of IAM's.
  18: ['explicit-deny'],
  // Deny outside of a range.
  21: ['explicit-deny', 'explicit-deny'],
  // A named user.
  24: ['implicit-deny'],
}

/** What the first call that a pattern stands for is told. */
function decisionOf(document: PolicyDocument, kind: PolicyKind, action: string, pattern: string): PolicyDecision {
  const resource = pattern
    .replace(/^execute-api:/, 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5')
    .replaceAll('*', 'x')
  const key = (name: string) => (name === 'aws:sourceip' ? '203.0.113.9' : undefined)
  return evaluatePolicy(document, { action, resource, key }, kind)
}
