import { describe, expect, it } from 'vitest'
import { definitionOf, importDocument, importOperation, methodOf, partsOf } from '../importing.ts'

describe('extensions of the whole API', () => {
  it('are stored as what they are on AWS', () => {
    const policy = { Version: '2012-10-17', Statement: [] }
    const { api } = definitionOf(
      importDocument({
        'x-amazon-apigateway-policy': policy,
        'x-amazon-apigateway-api-key-source': 'authorizer',
        'x-amazon-apigateway-binary-media-types': ['image/png'],
        'x-amazon-apigateway-endpoint-configuration': { types: ['REGIONAL'], disableExecuteApiEndpoint: true },
        tags: [{ name: 'Owner', 'x-amazon-apigateway-tag-value': 'Me' }, { name: 'plain' }],
      }),
    )
    expect(api).toMatchObject({
      ...{
        policy: JSON.stringify(policy),
        apiKeySource: 'AUTHORIZER',
        binaryMediaTypes: ['image/png'],
        tags: { Owner: 'Me' },
      },
      ...{ endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' }, disableExecuteApiEndpoint: true },
    })
  })

  it('are read from a server too, where AWS exports the endpoint configuration', () => {
    const servers = [{ url: '/', 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: ['vpce-1'] } }]
    const { api, parts } = definitionOf(importDocument({ servers }))
    expect(api.endpointConfiguration.vpcEndpointIds).toEqual(['vpce-1'])
    expect(parts).toEqual([])
  })

  it('name each fault of a policy', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }
    const Condition = { IpAdress: { 'aws:SourceIp': '192.0.2.0/24' }, StringLike: { 'aws:UserAgents': 'curl*' } }
    const policy = { Version: '2012-10-17', Statement: [{ ...statement, Sid: 'Curl', Effect: 'allow', Condition }] }
    const { errors } = importDocument({ 'x-amazon-apigateway-policy': policy })
    expect(errors.map(({ place, message }) => `${place} ${message}`)).toEqual([
      '/x-amazon-apigateway-policy Statement[0] (Curl): Effect "allow" has to be Allow or Deny',
      '/x-amazon-apigateway-policy Statement[0] (Curl): unknown condition operator "IpAdress"',
      '/x-amazon-apigateway-policy Statement[0] (Curl): unknown condition key "aws:UserAgents"',
    ])
  })

  it.each([
    ['x-amazon-apigateway-policy', 'no policy'],
    ['x-amazon-apigateway-api-key-source', 'COOKIE'],
    ['x-amazon-apigateway-binary-media-types', 'image/png'],
    ['x-amazon-apigateway-minimum-compression-size', -1],
    ['x-amazon-apigateway-documentation', []],
    ['x-postern-limits', { requestBodyBytes: 'much' }],
  ])('are refused by their place: %s', (name, value) => {
    expect(importDocument({ [name]: value }).errors.map(({ place }) => place)).toEqual([`/${name}`])
  })
})

describe('x-amazon-apigateway-security-policy and -endpoint-access-mode', () => {
  const POLICY = 'x-amazon-apigateway-security-policy'
  const MODE = 'x-amazon-apigateway-endpoint-access-mode'
  // AWS's guide: a policy that starts with SecurityPolicy_ needs the mode.
  const ENHANCED = { [POLICY]: 'SecurityPolicy_TLS13_1_3_2025_09', [MODE]: 'STRICT' }

  it('are kept, and reported as not served', () => {
    const result = importDocument(ENHANCED)
    expect(definitionOf(result).api).toMatchObject({
      ...{ securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', endpointAccessMode: 'STRICT' },
    })
    expect(result.notServed.map(({ place }) => place)).toEqual([`/${POLICY}`, `/${MODE}`])
  })

  it.each([
    ['a policy that AWS does not have', { [POLICY]: 'TLS_9' }, POLICY],
    ['an enhanced policy without the mode', { [POLICY]: 'SecurityPolicy_TLS13_1_3_2025_09' }, POLICY],
    ['a mode that AWS does not have', { ...ENHANCED, [MODE]: 'LAX' }, MODE],
  ])('are refused for %s', (_, members, name) => {
    expect(importDocument(members).errors.map(({ place }) => place)).toEqual([`/${name}`])
  })

  it('are reset by an overwriting import, as the guide says, and kept by a merging one', () => {
    const previous = definitionOf(importDocument(ENHANCED))
    expect(definitionOf(importDocument({}, { previous })).api.securityPolicy).toBeUndefined()
    expect(definitionOf(importDocument({}, { previous, mode: 'merge' })).api.securityPolicy).toBeDefined()
  })
})

describe('x-amazon-apigateway-gateway-responses', () => {
  it('keeps each response, the status as text', () => {
    const result = importDocument({
      'x-amazon-apigateway-gateway-responses': { DEFAULT_4XX: { statusCode: 418, responseTemplates: { 'a/b': 'x' } } },
    })
    expect(partsOf(result, 'GatewayResponse').map(({ body }) => body)).toEqual([
      { responseType: 'DEFAULT_4XX', statusCode: '418', responseTemplates: { 'a/b': 'x' }, defaultResponse: false },
    ])
    expect(result.notServed).toEqual([])
  })

  it('refuses a type that AWS does not have', () => {
    for (const type of ['TEAPOT', 'INVALID_JSON'])
      expect(importDocument({ 'x-amazon-apigateway-gateway-responses': { [type]: {} } }).errors).toHaveLength(1)
  })
})

describe('x-amazon-apigateway-request-validator', () => {
  const validators = { 'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true }, none: {} } }

  it('of an operation goes before that of the API', () => {
    const root = { ...validators, 'x-amazon-apigateway-request-validator': 'all' }
    const own = importOperation({ 'x-amazon-apigateway-request-validator': 'none' }, root)
    const ids = Object.fromEntries(partsOf(own, 'RequestValidator').map(({ name, id }) => [name, id]))
    expect(methodOf(own).requestValidatorId).toBe(ids.none)
    const inherited = importOperation({}, root)
    expect(methodOf(inherited).requestValidatorId).toBe(ids.all)
    expect(inherited.notServed).toEqual([])
  })

  it('that is not declared is a warning: nothing is validated', () => {
    const { warnings } = importOperation({ 'x-amazon-apigateway-request-validator': 'typo' }, validators)
    expect(warnings).toEqual([
      expect.objectContaining({ place: '/paths/~1pets/get/x-amazon-apigateway-request-validator' }),
    ])
  })
})

describe('x-postern-limits', () => {
  it('is stored for the API and for an operation, without a warning', () => {
    const limits = { requestBodyBytes: null }
    const result = importOperation({ 'x-postern-limits': limits }, { 'x-postern-limits': limits })
    expect(partsOf(result, 'Extension').map(({ body }) => body)).toEqual([
      { name: 'x-postern-limits', value: limits },
      { name: 'x-postern-limits', path: '/pets', httpMethod: 'GET', value: limits },
    ])
    expect(result.warnings).toEqual([])
  })

  it('is refused anywhere else, and with members it does not have', () => {
    expect(importDocument({ paths: { '/pets': { 'x-postern-limits': {} } } }).errors).toHaveLength(1)
    expect(importDocument({ 'x-postern-limits': { bodyBytes: 1 } }).errors).toHaveLength(1)
  })
})
