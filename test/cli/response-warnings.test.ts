import { expect, it } from 'vitest'
import { responseWarnings } from '../../src/cli/response-warnings.ts'

it('warns of an integration response that its method does not declare, which answers 500 (AWS documents both)', () => {
  const resource = (methodResponses: Record<string, { statusCode: string }>) => ({
    id: 'r',
    path: '/pets',
    resourceMethods: {
      GET: {
        httpMethod: 'GET',
        authorizationType: 'NONE',
        apiKeyRequired: false,
        methodResponses,
        methodIntegration: { type: 'MOCK' as const, integrationResponses: { 200: { statusCode: '200' } } },
      },
    },
  })
  expect(responseWarnings([resource({})])).toEqual([expect.stringMatching(/status; it answers 500 \(at GET \/pets\)$/)])
  expect(responseWarnings([resource({ 200: { statusCode: '200' } })])).toEqual([])
})
