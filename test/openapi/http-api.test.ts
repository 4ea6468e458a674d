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
})
