import { describe, expect, it } from 'vitest'
import { exchangeFor, fakeBackend, fakeServices, runExchange } from './fake-services.ts'

const PROXY = { type: 'HTTP_PROXY', httpMethod: 'POST', uri: 'http://backend.example/' } as const
const models = { Pet: { type: 'object', required: ['name'] } }

function exchange(options: Parameters<typeof exchangeFor>[0] = {}) {
  const backend = fakeBackend()
  const services = fakeServices({ outbound: backend.outbound })
  const x = exchangeFor({ method: 'POST', integration: PROXY, snapshot: { models }, services, ...options })
  return { x, backend }
}

const validation = {
  parameters: [
    { in: 'header', name: 'X-Key' },
    { in: 'querystring', name: 'q' },
  ],
  models: { 'application/json': 'Pet' },
} as const

describe('request validation', () => {
  it('names all parameters that are missing or blank, before it looks at the body', async () => {
    const { x } = exchange({ route: { validation }, rawQuery: 'q=%20', body: '{}' })
    await expect(runExchange(x)).rejects.toMatchObject({
      type: 'BAD_REQUEST_PARAMETERS',
      detail: { message: 'Missing required request parameters: [X-Key, q]' },
    })
  })

  it('sends a valid body on, byte for byte', async () => {
    const body = '{ "name": "Rex é" }'
    const { x, backend } = exchange({ route: { validation }, rawQuery: 'q=1', headers: { 'x-key': 'k' }, body })
    await runExchange(x)
    expect(backend.received[0]?.text).toBe(body)
  })

  it('refuses a body with what is wrong for the log and the owner, and never calls the backend', async () => {
    const { x, backend } = exchange({
      route: { validation: { models: validation.models } },
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    await expect(runExchange(x)).rejects.toMatchObject({
      type: 'BAD_REQUEST_BODY',
      detail: { validationErrorString: '[object has missing required properties (["name"])]' },
    })
    expect(backend.received).toEqual([])
  })

  it('reads no body of a type that has no model: it streams on', async () => {
    const { x } = exchange({
      route: { validation: { models: validation.models } },
      body: 'a,b',
      headers: { 'content-type': 'text/csv' },
    })
    x.bodyText = () => Promise.reject(new Error('The body was read'))
    await runExchange(x)
  })

  it('refuses a body over the limit', async () => {
    const route = { validation: { models: validation.models } }
    const { x } = exchange({
      route,
      body: `{"name": "${'x'.repeat(100)}"}`,
      limits: { requestBodyBytes: 50 },
      headers: { 'content-type': 'application/json' },
    })
    await expect(runExchange(x)).rejects.toMatchObject({ type: 'REQUEST_TOO_LARGE' })
  })
})
