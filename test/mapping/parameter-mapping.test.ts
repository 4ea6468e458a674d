import { describe, expect, it } from 'vitest'
import { mapParameters } from '../../src/gateway/phases/map-parameters.ts'
import { Problems } from '../../src/lib/problems.ts'
import { parseRequestParameters, parseResponseParameters } from '../../src/mapping/parameter-mapping.ts'
import { exchangeFor, fakeServices } from '../gateway/fake-services.ts'

const uri = 'https://backend.example/{id}'

/** What the mapParameters phase makes of a request. */
async function mapped(requestParameters: Record<string, string>, options: Parameters<typeof exchangeFor>[0] = {}) {
  const integration = { type: 'HTTP', httpMethod: 'GET', uri, requestParameters } as const
  const x = exchangeFor({ services: fakeServices(), ...options, integration })
  await mapParameters(x.route, x.deployment.snapshot)?.(x)
  return x.mapped
}

describe('request mappings', () => {
  it('read headers whatever their case, as Workers see them in lower case (differs from AWS)', async () => {
    const { headers } = await mapped(
      { 'integration.request.header.X-To': 'method.request.header.X-From' },
      { headers: { 'x-from': 'a' } },
    )
    expect(headers).toEqual([['X-To', 'a']])
  })

  it('do not see the headers that never reach an integration (reference: Connection and eleven more)', async () => {
    const { headers } = await mapped(
      { 'integration.request.header.X-To': 'method.request.header.Max-Forwards' },
      { headers: { 'max-forwards': '2' } },
    )
    expect(headers).toEqual([])
  })

  it('take the last value of a repeated query parameter, or all of them', async () => {
    const { query } = await mapped(
      {
        'integration.request.querystring.one': 'method.request.querystring.q',
        'integration.request.querystring.all': 'method.request.multivaluequerystring.q',
        'integration.request.querystring.none': 'method.request.multivaluequerystring.x',
      },
      { rawQuery: 'q=1&q=a+b%2B' },
    )
    expect(query).toEqual([
      ['one', 'a b+'],
      ['all', '1'],
      ['all', 'a b+'],
    ])
  })

  it('keep a path value as it was sent, and encode any other for the path', async () => {
    const { path } = await mapped(
      {
        'integration.request.path.id': 'method.request.path.id',
        'integration.request.path.q': 'method.request.querystring.q',
      },
      { pathParameters: { id: 'a%2Fb' }, rawQuery: 'q=a/b%3Fc%23d%25e' },
    )
    expect(path).toEqual({ id: 'a%2Fb', q: 'a/b%3Fc%23d%25e' })
  })

  it('give JSON for objects and text for numbers of a body', async () => {
    const { headers } = await mapped(
      {
        'integration.request.header.object': 'method.request.body.a',
        'integration.request.header.number': 'method.request.body.a.b[0]',
        'integration.request.header.null': "method.request.body['n']",
      },
      { method: 'POST', body: '{"a": {"b": [1]}, "n": null}' },
    )
    expect(headers).toEqual([
      ['object', '{"b":[1]}'],
      ['number', '1'],
    ])
  })

  it('take the stage variable and the static text, an empty one too', async () => {
    const { headers } = await mapped(
      { 'integration.request.header.a': 'stageVariables.v', 'integration.request.header.b': "''" },
      { stageVariables: { v: '1' } },
    )
    expect(headers).toEqual([
      ['a', '1'],
      ['b', ''],
    ])
  })

  it('cost nothing when there are none', () => {
    const x = exchangeFor({ integration: { type: 'HTTP', httpMethod: 'GET', uri } })
    expect(mapParameters(x.route, x.deployment.snapshot)).toBeUndefined()
  })
})

describe('malformed mappings', () => {
  it('are all reported at once, in AWS words', () => {
    const problems = new Problems()
    parseRequestParameters(
      {
        'integration.request.header.a': 'method.request.cookie.x',
        'integration.request.header.b c': "'x'",
        'integration.request.body.d': "'x'",
        'integration.request.header.e': 'unquoted',
        'integration.request.header.f': 'method.request.bodyx',
        'integration.request.header.g': 'integration.response.header.x',
        'integration.request.header.ok': 'method.request.header.x',
      },
      'GET /pets',
      problems,
    )
    expect(problems.errors.map(({ message }) => message.split(': ')[1])).toEqual([
      'method.request.cookie.x',
      'integration.request.header.b c',
      'integration.request.body.d',
      'unquoted',
      'method.request.bodyx',
      'integration.response.header.x',
    ])
    expect(problems.errors.every(({ place }) => place === 'GET /pets')).toBe(true)
  })

  it('of a response are reported too', () => {
    const problems = new Problems()
    parseResponseParameters(
      { 'method.response.body': "'x'", 'method.response.header.a': 'method.request.header.x' },
      '',
      problems,
    )
    expect(problems.errors).toHaveLength(2)
  })

  it('may use JSONPath that finds many: a list as JSON (Jayway: an indefinite path gives a list)', async () => {
    const { headers } = await mapped(
      {
        'integration.request.header.all': 'method.request.body..x',
        'integration.request.header.some': 'method.request.body.list[?(@.x > 1)].x',
        'integration.request.header.none': 'method.request.body.list[9].x',
        'integration.request.header.unfit': 'method.request.body.text[0]',
      },
      { method: 'POST', body: '{"list":[{"x":1},{"x":2.0}],"text":"a"}' },
    )
    expect(headers).toEqual([
      ['all', '[1,2.0]'],
      ['some', '[2.0]'],
    ])
  })
})
