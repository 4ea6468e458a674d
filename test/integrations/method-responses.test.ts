import { expect, it } from 'vitest'
import type { IntegrationResponse, Method } from '../../src/definition/rest-api.ts'
import { checkMethodResponses } from '../../src/integrations/method-responses.ts'
import { Problems } from '../../src/lib/problems.ts'

function warningsOf(type: 'MOCK' | 'HTTP_PROXY', response: IntegrationResponse): string[] {
  const problems = new Problems()
  const method: Method = {
    httpMethod: 'GET',
    authorizationType: 'NONE',
    apiKeyRequired: false,
    methodResponses: { 200: { statusCode: '200', responseParameters: { 'method.response.header.X-A': true } } },
    methodIntegration: { type, integrationResponses: { [response.statusCode]: response } },
  }
  checkMethodResponses(method, 'GET /', problems)
  return problems.warnings.map(({ message }) => message)
}

it('has nothing to say about what the method declares, whatever the case', () => {
  const responseParameters = { 'method.response.header.x-a': "'1'" }
  expect(warningsOf('MOCK', { statusCode: '200', responseParameters })).toEqual([])
})

it('names a header and a status that the method does not declare', () => {
  const responseParameters = { 'method.response.header.X-B': "'1'" }
  expect(warningsOf('MOCK', { statusCode: '200', responseParameters })[0]).toContain('method.response.header.X-B')
  expect(warningsOf('MOCK', { statusCode: '404' })[0]).toContain('404')
})

it('leaves proxies alone', () => {
  expect(warningsOf('HTTP_PROXY', { statusCode: '404' })).toEqual([])
})
