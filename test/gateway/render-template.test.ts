import { describe, expect, it } from 'vitest'
import type { OutboundRequest } from '../../src/bindings/outbound.ts'
import type { Integration } from '../../src/definition/rest-api.ts'
import {
  type ExchangeOptions,
  exchangeFor,
  fakeBackend,
  fakeServices,
  runExchange,
  specOf,
  textOf,
} from './fake-services.ts'

interface Templates {
  readonly request?: string
  readonly response?: string | null
  readonly requestParameters?: Readonly<Record<string, string>>
  readonly responseParameters?: Readonly<Record<string, string>>
  readonly uri?: string
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** What a template stands under when a request names no type. */
const typed = (text: string | null | undefined): Record<string, string | null> =>
  text === undefined ? {} : { 'application/json': text }

function http({ request, response, requestParameters, responseParameters, uri }: Templates): Integration {
  const answer = { statusCode: '200', responseTemplates: typed(response), responseParameters }
  return {
    type: 'HTTP',
    httpMethod: 'POST',
    uri: uri ?? 'https://backend.example/things/{id}',
    requestParameters,
    requestTemplates: typed(request),
    integrationResponses: { 200: answer },
  }
}

const mock = ({ request = '{"statusCode": 200}', response, responseParameters }: Templates): Integration => ({
  type: 'MOCK',
  requestTemplates: typed(request),
  integrationResponses: { 200: { statusCode: '200', responseTemplates: typed(response), responseParameters } },
})

async function call(integration: Integration, options: ExchangeOptions = {}, answer = () => new Response('{"a": 1}')) {
  const backend = fakeBackend(answer)
  const x = exchangeFor({
    method: 'POST',
    services: fakeServices({ outbound: backend.outbound }),
    ...options,
    integration,
  })
  const reply = await runExchange(x)
  // A MOCK calls nothing, and its tests look at the reply alone.
  return { reply, sent: backend.received[0] as OutboundRequest & { readonly text: string } }
}

describe('a request template', () => {
  it('makes the body of the body, the parameters, the context and stage variables', async () => {
    const request =
      '{"name": $input.json(\'$.name\'), "q": "$input.params(\'q\')", "id": "$input.params().path.id", ' +
      '"from": "$input.params(\'X-From\')", "stage": "$context.stage", "v": "$stageVariables.v"}'
    const { sent } = await call(http({ request }), {
      body: '{"name": "Rex"}',
      rawQuery: 'q=1&q=2',
      pathParameters: { id: '7' },
      headers: { 'x-from': 'me', ...JSON_TYPE },
      stageVariables: { v: 'blue' },
    })
    expect(sent.text).toBe('{"name": "Rex", "q": "2", "id": "7", "from": "me", "stage": "prod", "v": "blue"}')
    expect(sent.headers.get('content-type')).toBe('application/json')
  })

  it('does not see the headers that never reach an integration (reference: Connection and eleven more)', async () => {
    const request = '[$input.params("Max-Forwards")]$input.params().header.keySet()'
    expect((await call(http({ request }), { headers: { 'max-forwards': '2', 'x-a': 'b' } })).sent.text).not.toMatch(
      /max-forwards|\[2\]/,
    )
  })

  it('overrides header, query string and path, above what is mapped (documented)', async () => {
    const request =
      '#set($context.requestOverride.header.x-a = "template")#set($context.requestOverride.header.x-list = ["1", "2"])' +
      '#set($context.requestOverride.querystring.q = ["a b", "c"])#set($context.requestOverride.path.id = "x/y z%20")body'
    const requestParameters = {
      'integration.request.header.X-A': "'mapped'",
      'integration.request.header.x-b': "'mapped'",
      'integration.request.querystring.q': "'mapped'",
      'integration.request.querystring.r': "'mapped'",
      'integration.request.path.id': "'mapped'",
    }
    const { sent } = await call(http({ request, requestParameters }))
    expect(sent.url).toBe('https://backend.example/things/x/y%20z%20?r=mapped&q=a%20b&q=c')
    expect(['x-a', 'x-b', 'x-list'].map((name) => sent.headers.get(name))).toEqual(['template', 'mapped', '1,2'])
    expect(sent.text).toBe('body')
  })

  it.each(['Content-Length', 'Transfer-Encoding', 'X-Amzn-Trace-Id'])(
    'must not override %s: 500, as a mapping (recorded for mappings)',
    async (name) => {
      const request = `#set($context.requestOverride.header["${name}"] = "1")`
      await expect(call(http({ request }))).rejects.toMatchObject({ type: 'API_CONFIGURATION_ERROR' })
    },
  )

  it('cannot lead a path parameter out of its directory', async () => {
    const request = '#set($context.requestOverride.path.id = "../secret")'
    await expect(call(http({ request }))).rejects.toMatchObject({ type: 'BAD_REQUEST_PARAMETERS' })
  })

  it('answers 400 for a body that is no JSON, in the words of the parser (recorded, vtl-0248)', async () => {
    await expect(
      call(http({ request: "\n  $input.path('$')" }), { body: '[a', headers: JSON_TYPE }),
    ).rejects.toMatchObject({
      type: 'INVALID_JSON',
      detail: {
        message:
          'Could not process payloadnet.minidev.json.parser.ParseException: Unexpected End Of File position 1: EOF',
        reason: expect.stringContaining('application/json mapping template, line 2, column'),
      },
    })
  })

  it('that takes too many steps is an error with its place, and soon', async () => {
    const request = `${'#foreach($i in [1..1000])'.repeat(5)}x${'#end'.repeat(5)}`
    const start = performance.now()
    await expect(call(http({ request }))).rejects.toMatchObject({
      type: 'API_CONFIGURATION_ERROR',
      detail: { reason: expect.stringMatching(/Unable to transform request: .*line 1, column \d+: .*steps/) },
    })
    expect(performance.now() - start).toBeLessThan(500)
  })

  it('decides a MOCK by what it renders', async () => {
    const request = '{"statusCode": #if($input.params("fail") == "yes")500#{else}200#end}'
    const integration: Integration = {
      ...mock({ request }),
      integrationResponses: {
        200: { statusCode: '200' },
        500: { statusCode: '500', selectionPattern: '5\\d{2}' },
      },
    }
    expect((await call(integration, { rawQuery: 'fail=yes' })).reply.status).toBe(500)
    expect((await call(integration)).reply.status).toBe(200)
  })

  it('that an older version stored and that does not parse answers 500 with its place', async () => {
    const spec = { type: 'MOCK', templates: { 'application/json': '\n#if($x' }, responses: [{ status: 200 }] } as const
    const x = exchangeFor({ integration: mock({}), route: { integration: spec } })
    await expect(runExchange(x)).rejects.toMatchObject({
      type: 'API_CONFIGURATION_ERROR',
      detail: { reason: expect.stringMatching(/line \d+, column \d+/) },
    })
  })
})

describe('a response template', () => {
  it("makes the body of the backend's, with the request's parameters", async () => {
    const { reply } = await call(http({ response: '{"a": $input.path("$.a"), "id": "$input.params("id")"}' }), {
      pathParameters: { id: '7' },
    })
    expect(await textOf(reply)).toBe('{"a": 1, "id": "7"}')
  })

  it('answers 500 for a body that is no JSON', async () => {
    const refused = call(http({ response: "$input.path('$')" }), {}, () => new Response('[a'))
    await expect(refused).rejects.toMatchObject({
      type: 'API_CONFIGURATION_ERROR',
      detail: { reason: expect.stringContaining('Unable to transform response') },
    })
  })

  it('overrides status and headers, above what is mapped (documented)', async () => {
    const response =
      '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.x-a = "template")' +
      '#set($context.responseOverride.header.x-list = ["1", "2"])#set($context.responseOverride.header.Date = "today")'
    const responseParameters = { 'method.response.header.X-A': "'mapped'", 'method.response.header.x-b': "'mapped'" }
    const { reply } = await call(mock({ response, responseParameters }))
    expect(reply.status).toBe(418)
    const names = ['x-a', 'x-b', 'x-list', 'x-amzn-remapped-date', 'date']
    expect(names.map((name) => reply.headers.get(name))).toEqual(['template', 'mapped', '1, 2', 'today', undefined])
  })

  it.each(['99', '600', '"teapot"'])('cannot set a status of %s: it is left out (irs-0024)', async (status) => {
    const { reply } = await call(mock({ response: `#set($context.responseOverride.status = ${status})` }))
    expect(reply.status).toBe(200)
  })

  it('cannot set a header that none can be', async () => {
    const response = '#set($context.responseOverride.header.x = $util.urlDecode("a%0d%0ab"))'
    await expect(call(mock({ response }))).rejects.toMatchObject({ type: 'API_CONFIGURATION_ERROR' })
  })

  it('may override to a status that the method does not declare (recorded, vtl-0233), not select one', async () => {
    const declaring = (integration: Integration, status: string) =>
      call(integration, { route: { integration: specOf(integration), methodResponses: [status] } })
    const response = '#set($context.responseOverride.status = 444)'
    expect((await declaring(mock({ response }), '200')).reply.status).toBe(444)
    await expect(declaring(mock({}), '201')).rejects.toMatchObject({
      detail: { reason: 'Output mapping refers to an invalid method response: 200' },
    })
  })

  it('of nothing but text reads no body, and the backend is told so', async () => {
    let cancelled = false
    const stream = new ReadableStream({
      cancel: () => {
        cancelled = true
      },
    })
    const { reply } = await call(http({ response: '{"fixed": "$5"}' }), {}, () => new Response(stream))
    expect(await textOf(reply)).toBe('{"fixed": "$5"}')
    expect(cancelled).toBe(true)
  })

  it('that is empty passes the body on (recorded, cpl-0061)', async () => {
    expect(await textOf((await call(http({ response: null }))).reply)).toBe('{"a": 1}')
  })
})
