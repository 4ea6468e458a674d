import { describe, expect, it } from 'vitest'
import type { PolicyDocument } from '../../../src/authorizers/policy-document.ts'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { defaultGatewayResponse } from '../../../src/gateway/gateway-response.ts'
import { resourcePolicyDeny } from '../../../src/gateway/phases/resource-policy-deny.ts'
import { type ExchangeOptions, exchangeFor, fakeServices } from '../fake-services.ts'

// Sources: developer guide, "API Gateway resource policy examples" and "How API Gateway resource policies affect authorization workflow".

const services = fakeServices({
  settings: { accountId: '123456789012', region: 'us-east-1', domain: 'execute-api.localhost' },
})

const statement = (members: object) => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 'execute-api:Invoke',
  Resource: 'execute-api:/*',
  ...members,
})
const policyOf = (...statements: object[]) =>
  ({ Version: '2012-10-17', Statement: statements.map(statement) }) as unknown as PolicyDocument

/** What the phase refuses with; undefined where it lets the call go on. */
function refusal(policy: PolicyDocument, options: ExchangeOptions = {}): GatewayError | undefined {
  const x = exchangeFor({ services, ...options })
  try {
    resourcePolicyDeny(x.route, { ...x.deployment.snapshot, policy })?.(x)
    return undefined
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
}

const ALLOW_ALL = policyOf({})
const BLOCKED = policyOf(
  {},
  { Sid: 'Blocked', Effect: 'Deny', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } },
)

describe('a resource policy without an authorizer', () => {
  it('is no phase where there is none', () => {
    const x = exchangeFor()
    expect(resourcePolicyDeny(x.route, x.deployment.snapshot)).toBeUndefined()
  })

  it('lets in whom it allows', () => expect(refusal(ALLOW_ALL)).toBeUndefined())

  it("refuses whom it does not allow, in AWS's words", async () => {
    const error = refusal(policyOf({ Resource: 'execute-api:/prod/GET/pets' }), { path: '/cats' })
    const reply = defaultGatewayResponse(error as GatewayError)
    expect(reply.status).toBe(403)
    expect(reply.headers.get('x-amzn-errortype')).toBe('AccessDeniedException')
    expect(reply.body).toBe(
      '{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:api1/prod/GET/cats"}',
    )
    expect(error?.detail.reason).toBe(
      'The resource policy has no statement that allows arn:aws:execute-api:us-east-1:123456789012:api1/prod/GET/cats',
    )
  })

  it('says that it denies, and to the owner by which statement', () => {
    const error = refusal(BLOCKED)
    expect(error?.detail.message).toMatch(/:api1\/prod\/GET\/ with an explicit deny$/)
    expect(error?.detail.reason).toMatch(/^The resource policy denies .*: Statement\[1\] \(Blocked\)$/)
    expect(refusal(BLOCKED, { sourceIp: '198.51.100.1' })).toBeUndefined()
  })

  it.each<[string, object, ExchangeOptions]>([
    ['by the user agent', { StringLike: { 'aws:UserAgent': 'curl*' } }, { headers: { 'user-agent': 'curl/8' } }],
    [
      'by the referer',
      { StringEquals: { 'aws:Referer': 'https://a.example/' } },
      { headers: { referer: 'https://a.example/' } },
    ],
    ['by the time', { DateLessThan: { 'aws:CurrentTime': '2026-11-22T08:05:10Z' } }, {}],
    ['by the seconds', { NumericEquals: { 'aws:EpochTime': '1795334709' } }, {}],
    ['by the region', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }, {}],
    ['as somebody unknown', { StringEquals: { 'aws:PrincipalType': 'Anonymous' } }, {}],
    ['without TLS', { Bool: { 'aws:SecureTransport': 'false' } }, {}],
    ['from no VPC', { Null: { 'aws:SourceVpce': 'true' } }, {}],
  ])('lets in %s', (_, Condition, options) => {
    expect(refusal(policyOf({ Condition }), options)).toBeUndefined()
    expect(refusal(policyOf({}, { Effect: 'Deny', Condition }), options)).toBeDefined()
  })
})

describe('a resource policy before an authorizer', () => {
  const guarded = { route: { authorization: { authorizerId: 'a1' } } }

  it('refuses whom it denies', () => expect(refusal(BLOCKED, guarded)?.type).toBe('ACCESS_DENIED'))

  it('lets the others be asked', () => {
    expect(refusal(policyOf({ Resource: 'execute-api:/dev/*' }), guarded)).toBeUndefined()
  })
})

describe('a path that a policy names', () => {
  const spellings = [
    ...['/admin', '//admin', '/admin/', '///admin//', '/%61dmin', '/public/..%2fadmin', '/public/%2e%2e%2fadmin'],
    ...['/admin%2f', '/admin;x', '/%2561dmin', '/public/..%5cadmin', '/public/%c0%ae%c0%ae/admin', '/x//../../admin'],
  ]

  it.each(spellings)('is denied as %s', (path) => {
    const policy = policyOf({}, { Effect: 'Deny', Resource: ['execute-api:/*/*/admin', 'execute-api:/*/*/admin/*'] })
    expect(refusal(policy, { path })?.detail.message).toMatch(/with an explicit deny$/)
    const others = policyOf({}, { Effect: 'Deny', Resource: undefined, NotResource: 'execute-api:/*/*/public/*' })
    expect(refusal(others, { path })).toBeDefined()
  })

  it.each(spellings)('is not allowed as %s where another one is', (path) => {
    expect(refusal(policyOf({ Resource: 'execute-api:/prod/GET/public/*' }), { path })).toBeDefined()
  })

  it('is allowed however it is written', () => {
    const policy = policyOf({ Resource: 'execute-api:/prod/GET/users/*' })
    for (const path of ['/users/a%40b', '/users/a//b', '/users/caf%C3%A9/'])
      expect(refusal(policy, { path })).toBeUndefined()
  })

  it('has a case, as routes have', () => {
    expect(refusal(policyOf({ Resource: 'execute-api:/prod/GET/Admin' }), { path: '/admin' })).toBeDefined()
  })
})
