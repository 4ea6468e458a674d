import { expect } from 'vitest'
import type { Integration } from '../../src/definition/rest-api.ts'
import { parseMockStatus } from '../../src/integrations/mock-status.ts'
import { exchangeFor, runExchange } from '../gateway/fake-services.ts'
import { conformance } from './runner.ts'

interface Input {
  readonly renderedRequest: string
}

interface Expected {
  readonly integrationStatus?: number
  readonly error?: { readonly status: number; readonly message: string }
}

conformance<Input, Expected>({
  area: 'mock-integration',
  async check({ input, expected }) {
    expect(parseMockStatus(input.renderedRequest)).toBe(expected.integrationStatus)
    const integration: Integration = {
      type: 'MOCK',
      requestTemplates: { 'application/json': input.renderedRequest },
      integrationResponses: { 200: { statusCode: '200' } },
    }
    const x = exchangeFor({ integration })
    if (expected.error === undefined) {
      await runExchange(x)
      expect(x.record.integrationStatus).toBe(expected.integrationStatus)
    } else {
      await expect(runExchange(x)).rejects.toMatchObject({ type: 'API_CONFIGURATION_ERROR' })
    }
  },
})
