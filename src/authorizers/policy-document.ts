/**
 * An IAM policy, as a resource policy, an authorizer's answer or a user's policy holds it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  readonly Version?: string
  readonly Statement: readonly PolicyStatement[]
}

type OneOrMany = string | readonly string[]

export interface PolicyStatement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: OneOrMany
  readonly NotAction?: OneOrMany
  readonly Resource?: OneOrMany
  readonly NotResource?: OneOrMany
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany>>
  readonly NotPrincipal?: '*' | Readonly<Record<string, OneOrMany>>
  /** Operator → key → values. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>
}

/** What is asked for. */
export interface PolicyRequest {
  /** `execute-api:Invoke`. */
  readonly action: string
  /** `arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/pets/1`. */
  readonly resource: string
  /** ARN of who asks; absent for a caller that IAM does not know. */
  readonly principal?: string
  /** Condition keys in lower case (`aws:sourceip`) → values; undefined where the edge does not know it. */
  readonly key: (name: string) => string | readonly string[] | undefined
}

export type PolicyDecision = 'allow' | 'explicit-deny' | 'implicit-deny'
