import { describe, expect, it } from 'vitest'
import { evaluatePolicy, linkPolicy, type PolicyKind } from '../../src/authorizers/evaluate-policy.ts'
import type { PolicyDecision, PolicyDocument, PolicyRequest } from '../../src/authorizers/policy-document.ts'

// Sources: IAM's user guide (elements, evaluation logic, condition operators, variables), named where a row is not plain from it.

const RESOURCE = 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/pets/1'
const BOB = 'arn:aws:iam::123456789012:user/Bob'

type Keys = Readonly<Record<string, string | readonly string[]>>

const request = (keys: Keys = {}, principal?: string): PolicyRequest => ({
  action: 'execute-api:Invoke',
  resource: RESOURCE,
  ...(principal !== undefined && { principal }),
  key: (name) => keys[name],
})

/** One statement, with what is left out filled in. */
const policy = (statement: object, version = '2012-10-17') =>
  ({
    Version: version,
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*', ...statement }],
  }) as PolicyDocument

/** What a statement says as an Allow, and as a Deny beside an Allow of everything. */
function decide(statement: object, asked = request(), kind: PolicyKind = 'identity', version?: string) {
  const allow = policy({ Effect: 'Allow', ...statement }, version)
  const deny = policy({ Effect: 'Deny', ...statement }, version)
  const all = kind === 'resource' ? { Principal: '*' } : {}
  const beside = { ...deny, Statement: [...policy(all).Statement, ...deny.Statement] }
  return {
    allows: evaluatePolicy(allow, asked, kind) === 'allow',
    denies: evaluatePolicy(beside, asked, kind) === 'explicit-deny',
  }
}

const APPLIES = { allows: true, denies: true }
const PASSES = { allows: false, denies: false }
/** What cannot be told: the Allow does not apply, the Deny does. */
const CLOSED = { allows: false, denies: true }

describe('a policy', () => {
  it.each<[string, object[], PolicyDecision]>([
    ['denies what nothing allows', [], 'implicit-deny'],
    ['allows what a statement allows', [{}], 'allow'],
    ['lets a Deny win, wherever it stands', [{ Effect: 'Deny' }, {}], 'explicit-deny'],
    ['lets a Deny win that stands last', [{}, { Effect: 'Deny' }], 'explicit-deny'],
    [
      'passes over a Deny of something else',
      [{}, { Effect: 'Deny', Action: 'execute-api:ManageConnections' }],
      'allow',
    ],
  ])('%s', (_, statements, decision) => {
    const Statement = statements.flatMap((statement) => policy(statement).Statement)
    expect(evaluatePolicy({ Statement }, request())).toBe(decision)
  })

  it('names the statement that decides', () => {
    const document = { Statement: [...policy({}).Statement, ...policy({ Effect: 'Deny', Sid: 'No' }).Statement] }
    expect(linkPolicy(document)(request())).toEqual({ decision: 'explicit-deny', statement: 'Statement[1] (No)' })
    expect(linkPolicy(policy({}))(request()).statement).toBe('Statement[0]')
  })

  it('takes one statement without a list', () => {
    const [statement] = policy({}).Statement
    expect(evaluatePolicy({ Statement: statement } as never, request())).toBe('allow')
  })

  it.each([null, undefined, 'text', 7, [], {}, { Statement: null }, { Statement: 'Allow' }, { Statement: [[]] }])(
    'never allows when it is %j',
    (document) => expect(evaluatePolicy(document as never, request())).not.toBe('allow'),
  )
})

describe('the elements of a statement', () => {
  it.each([
    ['the action', { Action: 'execute-api:Invoke' }, APPLIES],
    ['the action in another case', { Action: 'EXECUTE-API:invoke' }, APPLIES],
    ['one of several actions', { Action: ['sqs:*', 'execute-api:Inv*'] }, APPLIES],
    ['all actions', { Action: '*' }, APPLIES],
    ['another action', { Action: 'execute-api:InvalidateCache' }, PASSES],
    ['all actions but this one', { Action: undefined, NotAction: 'execute-api:Invoke' }, PASSES],
    ['all actions but another', { Action: undefined, NotAction: 'execute-api:M*' }, APPLIES],
    ['a resource with wildcards', { Resource: 'arn:aws:execute-api:*:*:*/prod/?ET/pets/*' }, APPLIES],
    ['a resource in another case', { Resource: RESOURCE.replace('pets', 'Pets') }, PASSES],
    ['a resource that is a part of it', { Resource: RESOURCE.slice(0, -2) }, PASSES],
    ['all resources but this one', { Resource: undefined, NotResource: `${RESOURCE.slice(0, -1)}*` }, PASSES],
    ['all resources but others', { Resource: undefined, NotResource: ['arn:a', 'arn:b'] }, APPLIES],
    ['no action', { Action: undefined }, CLOSED],
    ['an action and a NotAction', { NotAction: 'sqs:*' }, CLOSED],
    ['no resource', { Resource: undefined }, CLOSED],
    ['an empty list of resources', { Resource: [] }, CLOSED],
    ['a resource that is no text', { Resource: [7] }, CLOSED],
    ['an element that IAM does not have', { Conditions: {} }, { allows: false, denies: true }],
  ])('with %s', (_, statement, expected) => expect(decide(statement)).toEqual(expected))

  it.each([
    ['in lower case', 'allow'],
    ['that IAM does not have', 'Permission'],
    ['that is absent', undefined],
  ])('with an effect %s never allow', (_, Effect) => {
    expect(evaluatePolicy(policy({ Effect }), request())).toBe('explicit-deny')
  })

  it('allow nothing in a version that IAM does not have', () => {
    expect(decide({}, request(), 'identity', '2030-01-01')).toEqual(CLOSED)
  })
})

describe('a resource policy', () => {
  it.each([
    ['the path in short', { Resource: 'execute-api:/prod/GET/pets/1' }, APPLIES],
    ['everything in short', { Resource: 'execute-api:/*' }, APPLIES],
    ['another stage in short', { Resource: 'execute-api:/dev/*' }, PASSES],
    ['a path in short that is a part of it', { Resource: 'execute-api:/prod/GET/pets' }, PASSES],
    ['all but the path in short', { Resource: undefined, NotResource: 'execute-api:/prod/*' }, PASSES],
  ])('with %s', (_, statement, expected) =>
    expect(decide({ Principal: '*', ...statement }, request(), 'resource')).toEqual(expected),
  )

  it('alone knows the short form', () => {
    expect(decide({ Resource: 'execute-api:/*' })).toEqual(PASSES)
  })

  const session = 'arn:aws:sts::123456789012:assumed-role/Admin/me'
  it.each<[string, object, string | undefined, object]>([
    ['anyone', { Principal: '*' }, undefined, APPLIES],
    ['any of AWS, which is anyone', { Principal: { AWS: '*' } }, undefined, APPLIES],
    ['a user', { Principal: { AWS: BOB } }, BOB, APPLIES],
    ['a user, to a stranger', { Principal: { AWS: BOB } }, undefined, PASSES],
    ['another user', { Principal: { AWS: [`${BOB}by`] } }, BOB, PASSES],
    ['a user by wildcard, which is none', { Principal: { AWS: 'arn:aws:iam::123456789012:user/*' } }, BOB, PASSES],
    ['the account', { Principal: { AWS: '123456789012' } }, BOB, APPLIES],
    ["the account's root", { Principal: { AWS: 'arn:aws:iam::123456789012:root' } }, BOB, APPLIES],
    ['another account', { Principal: { AWS: '210987654321' } }, BOB, PASSES],
    ['a role, to its session', { Principal: { AWS: 'arn:aws:iam::123456789012:role/a/Admin' } }, session, APPLIES],
    ['a role of another account', { Principal: { AWS: 'arn:aws:iam::210987654321:role/Admin' } }, session, PASSES],
    ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }, BOB, PASSES],
    ['all but a user', { NotPrincipal: { AWS: BOB } }, BOB, PASSES],
    ['all but a user, to a stranger', { NotPrincipal: { AWS: BOB } }, undefined, APPLIES],
    // IAM's guide: in a Deny the user has to be named beside the account.
    ['all but an account', { NotPrincipal: { AWS: '123456789012' } }, BOB, CLOSED],
    ['a kind that IAM does not have', { Principal: { Aws: BOB } }, BOB, CLOSED],
    ['nobody', {}, BOB, CLOSED],
    ['an empty object', { Principal: {} }, BOB, CLOSED],
    ['all of a kind that is not AWS, to a stranger', { Principal: { Federated: '*' } }, undefined, CLOSED],
    ['all but those of a kind that is not AWS', { NotPrincipal: { Federated: '*' } }, undefined, CLOSED],
    ['anyone beside such a kind', { Principal: { Federated: '*', AWS: ['*'] } }, undefined, APPLIES],
  ])('speaking of %s', (_, statement, principal, expected) =>
    expect(decide(statement, request({}, principal), 'resource')).toEqual(expected),
  )
})

describe('conditions', () => {
  const ip = { 'aws:sourceip': '192.0.2.7' }
  const agent = { 'aws:useragent': 'curl/8' }
  const time = { 'aws:currenttime': '2026-11-25T12:00:00.000Z', 'aws:epochtime': '1795608000' }
  const orgs = { 'aws:principalorgpaths': ['o-1/r-1/a/', 'o-1/r-1/b/'] }

  it.each<[string, object, Keys, object]>([
    ['in a range', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, ip, APPLIES],
    ['in one of the ranges', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.7'] } }, ip, APPLIES],
    ['in a range that is written with host bits', { IpAddress: { 'aws:SourceIp': '192.0.2.99/24' } }, ip, APPLIES],
    ['outside of a range', { IpAddress: { 'aws:SourceIp': '192.0.3.0/24' } }, ip, PASSES],
    ['not outside', { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24'] } }, ip, PASSES],
    ['outside of all', { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } }, ip, APPLIES],
    [
      'in a range of IPv6',
      { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } },
      { 'aws:sourceip': '2001:DB8::1' },
      APPLIES,
    ],
    ['of another kind', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:sourceip': '2001:db8::1' }, PASSES],
    [
      'in clothes of IPv6',
      { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
      { 'aws:sourceip': '::ffff:192.0.2.7' },
      APPLIES,
    ],
    ['that is none', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:sourceip': 'unknown' }, CLOSED],
    ['that is none, negated', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { 'aws:sourceip': '' }, CLOSED],
    ['in a range that is none', { IpAddress: { 'aws:SourceIp': '192.0.2.0/33' } }, ip, CLOSED],
    ['in octal', { IpAddress: { 'aws:SourceIp': '192.0.02.0/24' } }, ip, CLOSED],
  ])('of an address %s', (_, Condition, keys, expected) =>
    expect(decide({ Condition }, request(keys))).toEqual(expected),
  )

  it.each<[string, object, Keys, object]>([
    ['equal', { StringEquals: { 'aws:UserAgent': 'curl/8' } }, agent, APPLIES],
    ['equal in another case', { StringEquals: { 'aws:UserAgent': 'CURL/8' } }, agent, PASSES],
    ['equal whatever the case', { StringEqualsIgnoreCase: { 'AWS:useragent': 'CURL/8' } }, agent, APPLIES],
    ['not equal whatever the case', { StringNotEqualsIgnoreCase: { 'aws:UserAgent': 'CURL/8' } }, agent, PASSES],
    ['a star that is no wildcard', { StringEquals: { 'aws:UserAgent': 'curl/*' } }, agent, PASSES],
    ['alike', { StringLike: { 'aws:UserAgent': ['x', 'c?rl/*'] } }, agent, APPLIES],
    ['not alike', { StringNotLike: { 'aws:UserAgent': 'c*' } }, agent, PASSES],
    ['before a date', { DateLessThan: { 'aws:CurrentTime': '2026-11-25T12:00:01Z' } }, time, APPLIES],
    ['after a date', { DateGreaterThan: { 'aws:CurrentTime': '2026-11-26' } }, time, PASSES],
    ['a date in seconds', { DateGreaterThanEquals: { 'aws:EpochTime': '1795608000' } }, time, APPLIES],
    ['a number', { NumericLessThanEquals: { 'aws:EpochTime': 1_795_608_000 } }, time, APPLIES],
    ['a number, as text', { NumericGreaterThan: { 'aws:EpochTime': '1795608000' } }, time, PASSES],
    ['true', { Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:securetransport': 'true' }, APPLIES],
    ['true without quotes', { Bool: { 'aws:SecureTransport': true } }, { 'aws:securetransport': 'false' }, PASSES],
    ['an ARN', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/B*' } }, { 'aws:principalarn': BOB }, APPLIES],
    [
      'an ARN with a star over two parts',
      { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:*:user/Bob' } },
      { 'aws:principalarn': BOB },
      PASSES,
    ],
    ['no such ARN', { ArnNotEquals: { 'aws:PrincipalArn': BOB } }, { 'aws:principalarn': BOB }, PASSES],
    [
      'two operators of which one fails',
      { StringLike: { 'aws:UserAgent': '*' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      { ...agent, ...ip },
      PASSES,
    ],
    [
      'several values, one of them',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*/b/' } },
      orgs,
      APPLIES,
    ],
    [
      'several values, each of them',
      { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*/b/' } },
      orgs,
      PASSES,
    ],
    [
      'several values, one of them not',
      { 'ForAnyValue:StringNotLike': { 'aws:PrincipalOrgPaths': '*b/' } },
      orgs,
      APPLIES,
    ],
  ])('of %s', (_, Condition, keys, expected) => expect(decide({ Condition }, request(keys))).toEqual(expected))

  // IAM's guide: "If the key that you specify in a policy condition is not present …"
  it.each<[string, object, object]>([
    ['does not match', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }, PASSES],
    ['is not equal', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }, APPLIES],
    ['is not in a range', { NotIpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }, APPLIES],
    ['is let be by …IfExists', { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } }, APPLIES],
    ['is let be by …IfExists, negated', { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } }, APPLIES],
    ['is found by Null', { Null: { 'aws:SourceVpc': 'true' } }, APPLIES],
    ['is found by Null the other way', { Null: { 'aws:SourceVpc': false } }, PASSES],
    ['suits ForAllValues', { 'ForAllValues:StringEquals': { 'aws:SourceVpc': 'vpc-1' } }, APPLIES],
    ['does not suit ForAnyValue', { 'ForAnyValue:StringNotEquals': { 'aws:SourceVpc': 'vpc-1' } }, PASSES],
  ])('of a key that is absent: it %s', (_, Condition, expected) => expect(decide({ Condition })).toEqual(expected))

  it.each<[string, unknown]>([
    ['an unknown operator', { StringEqual: { 'aws:UserAgent': 'curl/8' } }],
    ['an operator in another case', { stringequals: { 'aws:UserAgent': 'curl/8' } }],
    ['an unknown qualifier', { 'ForSomeValues:StringEquals': { 'aws:UserAgent': 'curl/8' } }],
    ['NullIfExists', { NullIfExists: { 'aws:UserAgent': 'true' } }],
    ['a name of every object', { constructor: { 'aws:UserAgent': 'curl/8' } }],
    ['an unknown key', { StringEquals: { 'aws:UserAgents': 'curl/8' } }],
    ['a tag without a name', { StringNotEquals: { 'aws:PrincipalTag/': 'a' } }],
    ['an operator without a key', { StringEquals: {} }],
    ['a key without a value', { StringEquals: { 'aws:UserAgent': [] } }],
    ['a value that is no text', { StringEquals: { 'aws:UserAgent': { a: 1 } } }],
    ['a date that is none', { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }],
    ['truth that is none', { Bool: { 'aws:SecureTransport': 'yes' } }],
    ['conditions in a list', [{ StringEquals: { 'aws:UserAgent': 'curl/8' } }]],
    ['conditions as a text', 'aws:UserAgent'],
    ['conditions of nothing', null],
  ])('with %s keep an Allow from applying and let a Deny apply', (_, Condition) => {
    expect(decide({ Condition }, request({ ...agent, ...time, 'aws:securetransport': 'true' }))).toEqual(CLOSED)
  })
})

describe('policy variables', () => {
  const bob = { 'aws:username': 'pets' }
  const resource = RESOURCE.replace('pets', '${aws:username}')

  it.each<[string, object, Keys, object]>([
    ['in a resource', { Resource: resource }, bob, APPLIES],
    ['in a resource, of another', { Resource: resource }, { 'aws:username': 'cats' }, PASSES],
    ['whose value holds a star: it is no wildcard', { Resource: resource }, { 'aws:username': '*' }, PASSES],
    ['that is absent', { Resource: resource }, {}, PASSES],
    ['that is absent, in a NotResource', { Resource: undefined, NotResource: resource }, {}, CLOSED],
    ['with a default', { Resource: resource.replace('}', ", 'pets'}") }, {}, APPLIES],
    [
      'of a tag',
      { Resource: RESOURCE.replace('pets', '${aws:PrincipalTag/kind}') },
      { 'aws:principaltag/kind': 'pets' },
      APPLIES,
    ],
    [
      'in a condition',
      { Condition: { StringEquals: { 'aws:Referer': 'a/${aws:username}' } } },
      { ...bob, 'aws:referer': 'a/pets' },
      APPLIES,
    ],
    ['for a star', { Condition: { StringLike: { 'aws:Referer': 'a${*}' } } }, { 'aws:referer': 'ab' }, PASSES],
    [
      'for a star that is there',
      { Condition: { StringLike: { 'aws:Referer': 'a${*}' } } },
      { 'aws:referer': 'a*' },
      APPLIES,
    ],
    ['that nobody knows', { Resource: RESOURCE.replace('pets', '${aws:nothing}') }, bob, CLOSED],
    ['that does not end', { Resource: '${aws:username' }, bob, CLOSED],
  ])('%s', (_, statement, keys, expected) => expect(decide(statement, request(keys))).toEqual(expected))

  // IAM's guide: Version.
  it('are text in the version before', () => {
    const asked = { ...request(bob), resource }
    expect(decide({ Resource: resource }, asked, 'identity', '2008-10-17')).toEqual(APPLIES)
    expect(decide({ Resource: resource }, request(bob), 'identity', '2008-10-17')).toEqual(PASSES)
  })
})
