import { describe, expect, it } from 'vitest'
import { importDocument } from './importing.ts'

const get = (integration: object) => ({
  paths: { '/pets': { get: { 'x-amazon-apigateway-integration': integration } } },
})

describe('an HTTP API document', () => {
  it.each([
    ['/x-amazon-apigateway-cors', { 'x-amazon-apigateway-cors': {} }],
    ['/x-amazon-apigateway-importexport-version', { 'x-amazon-apigateway-importexport-version': '1.0' }],
    ['/paths/~1$default', { paths: { '/$default': {} } }],
    ['/paths/~1pets/get/x-amazon-apigateway-integration/payloadFormatVersion', get({ payloadFormatVersion: '2.0' })],
    [
      '/paths/~1pets/get/x-amazon-apigateway-integration/integrationSubtype',
      get({ integrationSubtype: 'SQS-SendMessage' }),
    ],
    [
      '/components/securitySchemes/a/x-amazon-apigateway-authorizer/type',
      { components: { securitySchemes: { a: { 'x-amazon-apigateway-authorizer': { type: 'jwt' } } } } },
    ],
  ])('is refused because of %s', (place, members) => {
    const { definition, errors } = importDocument(members)
    expect(definition).toBeUndefined()
    expect(errors).toEqual([
      { severity: 'error', place, message: expect.stringContaining('this is an HTTP API document') },
    ])
  })

  it('are not looked for in what cannot be made text', () => {
    const hostile = JSON.parse('{"toString": 1}')
    const integration = { type: 'mock', payloadFormatVersion: hostile }
    const get = { responses: {}, 'x-amazon-apigateway-integration': integration }
    const securitySchemes = { a: { type: 'apiKey', 'x-amazon-apigateway-authorizer': { type: hostile } } }
    const { errors } = importDocument({ paths: { '/a': { get } }, components: { securitySchemes } })
    expect(errors.map(({ place }) => place)).toContain(
      '/components/securitySchemes/a/x-amazon-apigateway-authorizer/type',
    )
  })
})
