import { describe, expect, it } from 'vitest'
import type { Authorized } from '../../../src/authorizers/authorizer.ts'
import type { PolicyDecision, PolicyDocument } from '../../../src/authorizers/policy-document.ts'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { authorizationResult } from '../../../src/gateway/phases/authorization-result.ts'
import { resourcePolicyDeny } from '../../../src/gateway/phases/resource-policy-deny.ts'
import { exchangeFor } from '../fake-services.ts'

// Sources: developer guide, "How API Gateway resource policies affect authorization workflow" (table A, and Cognito's part), and "Use API
// Gateway Lambda authorizers" for the messages.

const STATEMENTS: Readonly<Record<PolicyDecision, object[]>> = {
  allow: [{ Effect: 'Allow' }],
  'implicit-deny': [],
  'explicit-deny': [{ Effect: 'Allow' }, { Sid: 'token-of-the-caller', Effect: 'Deny' }],
}

const policyOf = (decision: PolicyDecision, members: object): PolicyDocument =>
  ({
    Version: '2012-10-17',
    Statement: STATEMENTS[decision].map((statement) => ({ Action: '*', Resource: '*', ...members, ...statement })),
  }) as unknown as PolicyDocument

const resourcePolicy = (decision: PolicyDecision) => policyOf(decision, { Principal: '*' })
const known = (policy?: PolicyDocument): Authorized => ({ context: new Map(), ...(policy && { policy }) })

/** What both phases refuse with; undefined where they let the call go on. */
function refusal(
  authorized: Authorized | undefined,
  policy?: PolicyDocument,
  path = '/pets',
): GatewayError | undefined {
  const x = exchangeFor({ path, route: { authorization: { authorizerId: 'a1' } } })
  const snapshot = { ...x.deployment.snapshot, ...(policy && { policy }) }
  try {
    resourcePolicyDeny(x.route, snapshot)?.(x)
    x.authorized = authorized
    authorizationResult(x.route, snapshot)?.(x)
    return undefined
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
}

const ANONYMOUS =
  /^User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:.*\/prod\/GET\/pets/
const EXPLICIT = 'User is not authorized to access this resource with an explicit deny'

describe('the policy of an authorizer beside a resource policy', () => {
  it.each<[PolicyDecision, PolicyDecision, boolean]>([
    ['allow', 'allow', true],
    ['allow', 'implicit-deny', true],
    ['allow', 'explicit-deny', false],
    ['implicit-deny', 'allow', true],
    ['implicit-deny', 'implicit-deny', false],
    ['implicit-deny', 'explicit-deny', false],
    ['explicit-deny', 'allow', false],
    ['explicit-deny', 'implicit-deny', false],
    ['explicit-deny', 'explicit-deny', false],
  ])('%s beside %s: %s (table A)', (own, resource, lets) => {
    const error = refusal(known(policyOf(own, {})), resourcePolicy(resource))
    expect(error === undefined).toBe(lets)
    if (!lets) expect(error?.type).toBe('ACCESS_DENIED')
  })

  it('decides alone where there is none', () => {
    expect(refusal(known(policyOf('allow', {})))).toBeUndefined()
    expect(refusal(known(policyOf('implicit-deny', {})))?.detail.message).toBeUndefined()
    expect(refusal(known(policyOf('explicit-deny', {})))?.detail.message).toBe(EXPLICIT)
  })

  it('tells the owner the place of the statement, not its name, which may hold what the caller sent', () => {
    const reason = refusal(known(policyOf('explicit-deny', {})))?.detail.reason
    expect(reason).toBe("The authorizer's policy denies the method: Statement[1]")
  })

  it('denies what a backend may read as the denied path, and allows what it names', () => {
    const denies = policyOf('explicit-deny', { Resource: '*/admin' })
    const admin = {
      ...denies,
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, ...denies.Statement.slice(1)],
    }
    expect(refusal(known(admin as PolicyDocument), undefined, '/%61dmin')?.detail.message).toBe(EXPLICIT)
    const exactly = policyOf('allow', {
      Resource: 'arn:aws:execute-api:us-east-1:000000000000:api1/prod/GET/users/a%40b',
    })
    expect(refusal(known(exactly), undefined, '/users/a%40b')).toBeUndefined()
  })
})

describe('a caller who is known and has no policy', () => {
  it('is let in where there is no resource policy', () => expect(refusal(known())).toBeUndefined())

  it('needs an Allow of the resource policy where there is one', () => {
    expect(refusal(known(), resourcePolicy('allow'))).toBeUndefined()
    expect(refusal(known(), resourcePolicy('implicit-deny'))?.detail.message).toMatch(ANONYMOUS)
    expect(refusal(known(), resourcePolicy('explicit-deny'))?.detail.message).toMatch(/with an explicit deny$/)
  })
})

it('lets nobody in whom no authorizer has looked at', () => {
  expect(() => refusal(undefined)).toThrow('No authorizer has let this call in')
  expect(() => refusal(undefined, resourcePolicy('allow'))).toThrow()
})

it('is no phase of a route that anybody may call', () => {
  const x = exchangeFor()
  expect(authorizationResult(x.route, x.deployment.snapshot)).toBeUndefined()
})
