import { describe, expect, it } from 'vitest'
import { importDocument, methodOf, partsOf } from './importing.ts'

const header = (name: string) => ({ type: 'apiKey', name, in: 'header' })
const securitySchemes = {
  key: header('X-API-Key'),
  token: {
    ...header('Auth'),
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: 'arn:aws:x', authorizerResultTtlInSeconds: 0 },
  },
  sigv4: { ...header('Authorization'), 'x-amazon-apigateway-authtype': 'awsSigv4' },
  bearer: { type: 'http', scheme: 'bearer' },
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
      expect(result.notServed.map(({ message }) => message.split(' is ')[0])).toEqual([
        ...['an authorizer', 'authorization other than NONE', 'apiKeyRequired'],
      ])
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
    for (const name of ['bearer', 'undeclared', 'constructor']) {
      const { warnings } = importSecurity([{ [name]: [] }])
      expect(warnings.filter(({ place }) => place === `/paths/~1pets/get/security/0/${name}`)[0]?.message).toContain(
        'is open',
      )
    }
  })
})
