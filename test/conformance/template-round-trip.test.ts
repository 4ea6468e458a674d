import { describe, expect, it } from 'vitest'
import type { Integration } from '../../src/definition/rest-api.ts'
import { exchangeFor, fakeServices, runExchange, textOf } from '../gateway/fake-services.ts'
import { loadVectors } from './runner.ts'

// Those of vtl.json that went through a request template, an integration and a response template on AWS: here through the pipeline.

interface Input {
  readonly phase?: string
  readonly requestTemplate: string
  readonly responseTemplate: string | null
  readonly params?: { readonly path?: Readonly<Record<string, string>> }
  readonly contentType?: string
  readonly body: string
}

interface Expected {
  readonly kind: 'text' | 'json'
  readonly output?: string
  readonly json?: unknown
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

const integrationOf = ({ phase, requestTemplate, responseTemplate }: Input): Integration => ({
  ...(phase === 'mock-round-trip'
    ? { type: 'MOCK' }
    : { type: 'HTTP', httpMethod: 'POST', uri: 'https://echo.example/' }),
  requestTemplates: { 'application/json': requestTemplate },
  integrationResponses: {
    200: {
      statusCode: '200',
      responseTemplates: responseTemplate === null ? {} : { 'application/json': responseTemplate },
    },
  },
})

const vectors = (loadVectors<Input, Expected>('vtl') ?? []).filter(({ input }) => input.phase?.endsWith('round-trip'))

describe('templates of requests and responses, with what is between them', () => {
  it.skipIf(vectors.length > 0)('vectors are not at hand', () => {})

  for (const { id, input, expected } of vectors) {
    it(id, async () => {
      const { body, contentType = 'application/json', params } = input
      const x = exchangeFor({
        method: 'POST',
        headers: { 'content-type': contentType },
        body,
        pathParameters: params?.path,
        integration: integrationOf(input),
        services: fakeServices({ outbound: async ({ body }) => new Response(body) }),
      })
      const reply = await runExchange(x)
      const text = await textOf(reply)
      if (expected.kind === 'json') expect(JSON.parse(text)).toEqual(expected.json)
      else expect(text).toBe(expected.output)
      expect(reply.status).toBe(expected.status ?? 200)
      for (const [name, value] of Object.entries(expected.headers ?? {})) expect(reply.headers.get(name)).toBe(value)
    })
  }
})
