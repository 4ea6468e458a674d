import { describe, expect, it } from 'vitest'
import { importDocument, methodOf, partsOf } from './importing.ts'

const FUNCTION =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:f/invocations'

const header = (name: string) => ({ type: 'apiKey', name, in: 'header' })
const securitySchemes = {
  key: header('X-API-Key'),
  token: {
    ...header('Auth'),
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: FUNCTION, authorizerResultTtlInSeconds: 0 },
  },
  sigv4: { ...header('Authorization'), 'x-amazon-apigateway-authtype': 'awsSigv4' },
  bearer: { type: 'http', scheme: 'bearer' },
  bare: { ...header('Auth'), 'x-amazon-apigateway-authtype': 'custom' },
}
const importSecurity = (security: unknown, operation: object = {}) =>
  importDocument({ components: { securitySchemes }, paths: { '/pets': { get: { security, ...operation } } } })

describe('authorization of a method', () => {
  it('is NONE where nothing asks for more', () => {
    expect(methodOf(importSecurity(undefined))).toMatchObject({ authorizationType: 'NONE', apiKeyRequired: false })
    expect(methodOf(importSecurity([]))).toMatchObject({ authorizationType: 'NONE', apiKeyRequired: false })
  })

  it('comes from an authorizer and an API key, listed together or one by one', () => {
    for (const security of [[{ key: [], token: [] }], [{ token: [] }, { key: [] }]]) {
      const result = importSecurity(security)
      const [authorizer] = partsOf(result, 'Authorizer')
      expect(methodOf(result)).toMatchObject({
        authorizationType: 'CUSTOM',
        authorizerId: authorizer?.id,
        apiKeyRequired: true,
      })
      expect(result.notServed.map(({ message }) => message.split(' is ')[0])).toEqual(['apiKeyRequired'])
    }
  })

  it('takes the token from the header that the scheme names (oai-0021)', () => {
    expect(partsOf(importSecurity([]), 'Authorizer')[0]?.body).toMatchObject({
      ...{ name: 'token', type: 'TOKEN', authType: 'custom', identitySource: 'method.request.header.Auth' },
      authorizerResultTtlInSeconds: 0,
    })
  })

  it('is AWS_IAM for signatures, by scheme or by x-amazon-apigateway-auth', () => {
    expect(methodOf(importSecurity([{ sigv4: [] }])).authorizationType).toBe('AWS_IAM')
    const auth = { 'x-amazon-apigateway-auth': { type: 'aws_iam' } }
    expect(methodOf(importSecurity([{}], auth)).authorizationType).toBe('AWS_IAM')
  })

  it('is not opened by x-amazon-apigateway-auth where the operation itself lists an authorizer (our choice)', () => {
    const result = importSecurity([{ token: [] }], { 'x-amazon-apigateway-auth': { type: 'NONE' } })
    expect(methodOf(result).authorizationType).toBe('CUSTOM')
    expect(result.warnings.map(({ place }) => place)).toContain('/paths/~1pets/get/x-amazon-apigateway-auth')
  })

  it('says loudly that a scheme is not enforced', () => {
    // Of authType CreateAuthorizer says: "without functional impact".
    const [warning] = importSecurity([{ bare: [] }]).warnings.filter(({ place }) => place.endsWith('/security/0/bare'))
    expect(warning?.message).toContain('has no x-amazon-apigateway-authorizer: ')
    for (const name of ['bearer', 'bare', 'undeclared', 'constructor']) {
      const { warnings } = importSecurity([{ [name]: [] }])
      expect(warnings.filter(({ place }) => place === `/paths/~1pets/get/security/0/${name}`)[0]?.message).toContain(
        'is open',
      )
    }
  })
})

describe('x-amazon-apigateway-authorizer', () => {
  const importAuthorizer = (authorizer: object, scheme: object = header('Auth')) =>
    importDocument({
      components: { securitySchemes: { own: { ...scheme, 'x-amazon-apigateway-authorizer': authorizer } } },
    })
  const place = '/components/securitySchemes/own/x-amazon-apigateway-authorizer'
  const said = (problems: readonly { place: string; message: string }[]) =>
    problems
      .filter((problem) => problem.place.startsWith(place))
      .map((problem) => `${problem.place.slice(place.length)}: ${problem.message}`)

  it.each([
    [{ type: 'token' }, '/authorizerUri: Authorizer URI is missing: a TOKEN authorizer needs one'],
    [
      { type: 'token', authorizerUri: 'arn:aws:lambda:us-east-1:111111111111:function:f' },
      '/authorizerUri: Invalid Authorizer URI: arn:aws:lambda:us-east-1:111111111111:function:f. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.',
    ],
    [
      { type: 'cognito_user_pools' },
      '/providerARNs: Provider ARNs are missing: a COGNITO_USER_POOLS authorizer needs at least one',
    ],
    [
      { type: 'request', authorizerUri: FUNCTION, identitySource: 'method.request.path.a' },
      /^\/identitySource: Invalid identity source: method\.request\.path\.a\. /,
    ],
  ])('is refused as CreateAuthorizer refuses it: %j', (authorizer, fault) => {
    expect(said(importAuthorizer(authorizer).errors)).toEqual([
      typeof fault === 'string' ? fault : expect.stringMatching(fault),
    ])
  })

  it('may lack what AWS is not known to refuse: a warning says so (our choice)', () => {
    const { errors, warnings } = importAuthorizer(
      { type: 'cognito_user_pools', providerARNs: ['pool'] },
      { type: 'oauth2' },
    )
    expect(errors).toEqual([])
    expect(said(warnings)).toEqual(
      expect.arrayContaining([
        '/providerARNs: Invalid Cognito User Pool ARN: pool',
        ': Identity source is missing: a COGNITO_USER_POOLS authorizer needs one',
      ]),
    )
  })
})
