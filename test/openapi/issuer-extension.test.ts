import { describe, expect, it } from 'vitest'
import { compileDeployment } from '../../src/deployment/compile.ts'
import { Problems } from '../../src/lib/problems.ts'
import { checkAwsTarget } from '../../src/openapi/aws-target.ts'
import { definitionOf, document, importDocument, partsOf } from './importing.ts'

// `x-postern-issuer`, our own: whose tokens an authorizer takes, in place of a user pool's.

const POOL = 'arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_AbC123'
const ISSUER = 'https://issuer.example.com/tenant'
const mock = { 'x-amazon-apigateway-integration': { type: 'mock' } }

const membersWith = (authorizer: object) => ({
  components: {
    securitySchemes: {
      users: {
        ...{ type: 'apiKey', name: 'Authorization', in: 'header' },
        'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', ...authorizer },
      },
    },
  },
  paths: { '/pets': { get: { security: [{ users: ['pets/read'] }], ...mock } } },
})
const importWith = (authorizer: object) => importDocument(membersWith(authorizer))
const PLACE = '/components/securitySchemes/users/x-amazon-apigateway-authorizer'

describe('x-postern-issuer', () => {
  it('is kept with the authorizer, which then needs no user pool', () => {
    for (const members of [{ providerARNs: [POOL], 'x-postern-issuer': ISSUER }, { 'x-postern-issuer': ISSUER }]) {
      const result = importWith(members)
      expect(result.errors).toEqual([])
      expect(partsOf(result, 'Authorizer')[0]?.body).toMatchObject({ type: 'COGNITO_USER_POOLS', ...members })
      expect(result.notServed).toEqual([])
    }
  })

  it.each([
    ['http://issuer.example.com', 'on the internet it has to begin with https://'],
    ['issuer.example.com', 'it has to be a URL that begins with https://'],
    ['https://issuer.example.com/?tenant=1', 'it must not have a query or a fragment'],
    ['https://user:secret@issuer.example.com', 'it must not hold a user name or a password'],
  ])('is refused where no tokens could be verified: %s', (issuer, fault) => {
    const { errors } = importWith({ providerARNs: [POOL], 'x-postern-issuer': issuer })
    expect(errors).toMatchObject([
      { place: `${PLACE}/x-postern-issuer`, message: `Invalid issuer ${issuer}: ${fault}` },
    ])
  })

  it('is refused for a Lambda authorizer', () => {
    const { errors } = importWith({ type: 'token', 'x-postern-issuer': ISSUER })
    expect(errors.map(({ message }) => message)).toContain(
      'Invalid issuer: a TOKEN authorizer has none, its function looks at tokens',
    )
  })

  it('is nothing to AWS, which is said when AWS is the target', () => {
    const root = JSON.parse(document(membersWith({ providerARNs: [POOL], 'x-postern-issuer': ISSUER })))
    const problems = checkAwsTarget(root, undefined)
    expect(problems).toMatchObject([{ severity: 'warning', place: `${PLACE}/x-postern-issuer` }])
    const alone = JSON.parse(document(membersWith({ 'x-postern-issuer': ISSUER })))
    expect(checkAwsTarget(alone, undefined)).toMatchObject([
      { severity: 'error', place: PLACE },
      { severity: 'warning', place: `${PLACE}/x-postern-issuer` },
    ])
  })

  it('warns at a deployment where every application of the issuer is let in', () => {
    const warningsOf = (authorizer: object) => {
      const problems = new Problems()
      const snapshot = compileDeployment(definitionOf(importWith(authorizer)), 'dep1', problems)
      expect(snapshot?.routes[0]?.authorization).toMatchObject({ scopes: ['pets/read'] })
      return problems.warnings.map(({ message }) => message)
    }
    expect(warningsOf({ 'x-postern-issuer': ISSUER })).toEqual([
      expect.stringContaining('whatever application it was issued to'),
    ])
    expect(warningsOf({ 'x-postern-issuer': ISSUER, identityValidationExpression: 'app-1' })).toEqual([])
    expect(warningsOf({ providerARNs: [POOL] })).toEqual([])
  })
})
