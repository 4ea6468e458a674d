import { describe, expect, it } from 'vitest'
import { validateOpenApi } from '../../src/openapi/validate.ts'
import { document, HTTP_PROXY, MOCK } from './importing.ts'

const GET = '/paths/~1pets/get'
const INTEGRATION = `${GET}/x-amazon-apigateway-integration`
const pets = (integration: object | undefined, members: object = {}) => ({
  paths: { '/pets': { get: { responses: {}, 'x-amazon-apigateway-integration': integration } } },
  ...members,
})

const find = (members: object, target?: 'aws') => validateOpenApi(document(members), target).findings
const onAws = (members: object) =>
  find(members, 'aws')
    .filter(({ by }) => by === 'aws')
    .map(({ severity, place }) => [severity, place])

describe('validation', () => {
  it('finds nothing in a good document', () => {
    const { findings, definition } = validateOpenApi(document(pets(HTTP_PROXY)), 'aws')
    expect(findings).toEqual([])
    expect(definition?.resources).toHaveLength(2)
  })

  it('finds what an import refuses and what a deployment refuses at once', () => {
    const paths = { ...pets({ ...HTTP_PROXY, timeoutInMillis: 1 }).paths, '/cats/': { post: {} } }
    const { findings, definition } = validateOpenApi(document({ paths }))
    expect(findings.map(({ severity, by, place }) => [severity, by, place])).toEqual([
      ['error', 'postern', `${INTEGRATION}/timeoutInMillis`],
      ['error', 'postern', '/paths/~1cats~1/post'],
    ])
    expect(definition).toBeUndefined()
  })

  it('says at the paths that there is no method', () => {
    expect(find({ paths: {} })).toEqual([
      expect.objectContaining({ place: '/paths', message: "The REST API doesn't contain any methods" }),
    ])
  })

  it('does not say of a method twice that it is not served', () => {
    const firehose = { type: 'aws_proxy', httpMethod: 'POST', uri: 'arn:aws:apigateway:x:firehose:path/f' }
    expect(find(pets(firehose)).map(({ place }) => place)).toEqual([`${INTEGRATION}/uri`])
  })

  it('finds an operation behind a reference', () => {
    const paths = { '/pets': { $ref: '#/x-items/pets' } }
    expect(find({ paths, 'x-items': { pets: { get: {} } } }).map(({ place }) => place)).toEqual(['/x-items/pets/get'])
  })

  it('throws for what is no document', () => {
    expect(() => validateOpenApi('[]')).toThrow(expect.objectContaining({ type: 'BadRequestException' }))
  })
})

describe('validation for AWS', () => {
  const uri = (address: string) => pets({ ...HTTP_PROXY, uri: address })
  const many = (count: number, value: (n: number) => unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, value(n)]))

  it.each([
    ['OpenAPI 3.1, which AWS does not read', 'error', '/openapi', pets(MOCK, { openapi: '3.1.0' })],
    ['an extension of our own', 'warning', '/x-postern-limits', pets(MOCK, { 'x-postern-limits': {} })],
    [
      'a timeout over 29 seconds',
      'error',
      `${INTEGRATION}/timeoutInMillis`,
      pets({ ...MOCK, timeoutInMillis: 29_001 }),
    ],
    ['a loopback address', 'warning', `${INTEGRATION}/uri`, uri('http://localhost:3000/a')],
    ['a private address', 'warning', `${INTEGRATION}/uri`, uri('http://172.16.0.1/')],
    ['a name without a dot', 'warning', `${INTEGRATION}/uri`, uri('http://origin')],
    ['a port that AWS does not call', 'error', `${INTEGRATION}/uri`, uri('http://a.test:81/')],
    ['a stage variable of an impossible name', 'error', `${INTEGRATION}/uri`, uri('https://${stageVariables.a-b}/')],
    ['a tag of AWS', 'error', '/tags', pets(MOCK, { tags: [{ name: 'aws:x', 'x-amazon-apigateway-tag-value': 'y' }] })],
    [
      'a policy over 8,192 characters',
      'error',
      '/x-amazon-apigateway-policy',
      {
        ...pets(MOCK),
        'x-amazon-apigateway-policy': { Sid: 'x'.repeat(8_192) },
      },
    ],
    [
      'a schema word that AWS does not support',
      'warning',
      '/components/schemas/Pet/discriminator',
      {
        ...pets(MOCK),
        components: { schemas: { Pet: { discriminator: {}, properties: { readOnly: {} } } } },
      },
    ],
  ])('names %s', (_, severity, place, members) => {
    expect(onAws(members)).toEqual([[severity, place]])
  })

  it('names a path that AWS keeps for itself', () => {
    expect(onAws({ paths: { '/ping': { get: { 'x-amazon-apigateway-integration': MOCK } } } })).toEqual([
      ['warning', '/paths/~1ping'],
    ])
  })

  it('counts resources, authorizers and stage variables', () => {
    const paths = Object.fromEntries(Array.from({ length: 301 }, (_, n) => [`/p${n}`, { get: {} }]))
    expect(onAws({ paths })).toEqual([['error', '/paths']])
    const authorizer = {
      ...{ type: 'apiKey', in: 'header', name: 'Authorization' },
      'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: 'arn:aws:apigateway:x:lambda:path/f' },
    }
    const components = { securitySchemes: many(11, () => authorizer) }
    expect(onAws(pets(MOCK, { components }))).toEqual([['error', '/components/securitySchemes']])
    const query = Array.from({ length: 101 }, (_, n) => `\${stageVariables.v${n}}`).join('')
    expect(onAws(uri(`https://a.test/${query}`))).toEqual([['error', '/paths']])
  })

  it('leaves alone what AWS can do', () => {
    for (const address of [
      'https://a.test:8443/',
      'http://8.8.8.8/',
      'https://${stageVariables.host}:81/',
      'http://172.32.0.1',
    ])
      expect(onAws(uri(address)), address).toEqual([])
    const stream = { ...HTTP_PROXY, timeoutInMillis: 900_000, responseTransferMode: 'STREAM' }
    expect(onAws(pets(stream))).toEqual([])
    const link = { ...HTTP_PROXY, uri: 'http://internal', connectionType: 'VPC_LINK', connectionId: 'x' }
    expect(onAws(pets(link))).toEqual([])
  })
})
