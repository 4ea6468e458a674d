import { describe, expect, it } from 'vitest'
import type { Integration } from '../../src/definition/rest-api.ts'
import { exchangeFor, replyTo, runExchange, textOf } from '../gateway/fake-services.ts'

const mock = (more: Partial<Integration> = {}): Integration => ({
  type: 'MOCK',
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  integrationResponses: { 200: { statusCode: '200' } },
  ...more,
})

describe('MOCK answers', () => {
  it('an empty JSON body without a trace id, whatever the client sends (ger-0033)', async () => {
    const reply = await replyTo({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a": 1}',
      integration: mock(),
    })
    expect(await textOf(reply)).toBe('')
    expect(Object.fromEntries(reply.headers)).toEqual({ 'content-type': 'application/json' })
  })

  it('a CORS preflight with mapped headers', async () => {
    const responseParameters = {
      'method.response.header.Access-Control-Allow-Origin': "'*'",
      'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'",
    }
    const reply = await replyTo({
      method: 'OPTIONS',
      integration: mock({ integrationResponses: { 204: { statusCode: '204', responseParameters } } }),
    })
    expect(reply.status).toBe(204)
    expect(reply.headers.get('access-control-allow-origin')).toBe('*')
    expect(reply.headers.get('access-control-allow-methods')).toBe('GET,OPTIONS')
  })

  it('by the status of its request template', async () => {
    const integration = mock({
      requestTemplates: { 'application/json': '{"statusCode": 404}', 'text/plain': '{"statusCode": 200}' },
      integrationResponses: {
        200: { statusCode: '200', selectionPattern: '200' },
        404: { statusCode: '404', selectionPattern: '4..', responseTemplates: { 'text/plain': 'no such thing' } },
      },
    })
    const json = await replyTo({ integration })
    expect([json.status, await textOf(json)]).toEqual([404, 'no such thing'])
    expect((await replyTo({ integration, headers: { 'content-type': 'text/plain' } })).status).toBe(200)
  })

  it('a template with $context and stage variables', async () => {
    const responseTemplates = { 'text/html': '<a href="/$context.stage/pets">$stageVariables.name</a>' }
    const integration = mock({ integrationResponses: { 200: { statusCode: '200', responseTemplates } } })
    expect(await textOf(await replyTo({ integration, stageVariables: { name: 'Pets' } }))).toBe(
      '<a href="/prod/pets">Pets</a>',
    )
  })

  it('500 when the request has no whole number as its statusCode, and the log says so', async () => {
    for (const template of ['', '{}', '{"statusCode": "200"}']) {
      const x = exchangeFor({ integration: mock({ requestTemplates: { 'application/json': template } }) })
      await expect(runExchange(x)).rejects.toMatchObject({
        type: 'API_CONFIGURATION_ERROR',
        detail: { reason: /statusCode/ },
      })
    }
  })

  it('the client’s own statusCode when no template takes its body', async () => {
    const integration = mock({ requestTemplates: {} })
    expect((await replyTo({ method: 'POST', body: '{"statusCode": 200}', integration })).status).toBe(200)
  })

  it('500 with a status that HTTP cannot send', async () => {
    const integration = mock({ integrationResponses: { 100: { statusCode: '100' } } })
    await expect(replyTo({ integration })).rejects.toMatchObject({ type: 'API_CONFIGURATION_ERROR' })
  })
})
