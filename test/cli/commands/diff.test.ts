import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/aws/sigv4-encoding.ts'
import { type Desk, newDesk, pets, TWO } from '../desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => desk.clear())

const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations'

const FULL = {
  ...pets(TWO),
  components: {
    schemas: { Pet: { type: 'object' }, Cat: { type: 'object' }, Dog: { type: 'object' } },
    securitySchemes: {
      keys: {
        ...{ type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'custom' },
        'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: LAMBDA },
      },
    },
  },
  security: [{ keys: [] }],
  'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } },
  'x-amazon-apigateway-request-validator': 'all',
  'x-amazon-apigateway-gateway-responses': { THROTTLED: { statusCode: 420 } },
  'x-amazon-apigateway-documentation': { documentationParts: [{ location: { type: 'API' }, properties: {} }] },
  'x-amazon-apigateway-policy': { Version: '2012-10-17', Statement: [] },
}

describe('postern diff', () => {
  it('exits 0 when the API is what the document says', async () => {
    const file = await desk.file('full.json', FULL)
    await desk.type(['deploy', file])
    const { code, errors, stdout } = await desk.type(['diff', file, 'Pets'])
    expect([code, errors, stdout]).toEqual([0, '', ['Pets (api1): no changes']])
    expect(code).toBe(0)
  })

  it('exits 2 and names every change, by API id too', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    const changed = pets({ '/pets': 'http://origin/v2', '/cats': 'http://origin/cats' }, 'Shop')
    const { code, stdout } = await desk.type(['diff', await desk.file('b.json', changed), 'api1'])
    expect(code).toBe(2)
    expect(stdout.slice(0, 7)).toEqual([
      'Pets (api1): 4 changes',
      '  ~  setting  name',
      '       "Pets" → "Shop"',
      '  +  route    GET /cats',
      '  ~  route    GET /pets',
      '       integration.uri: "http://origin/pets" → "http://origin/v2"',
      '  -  route    GET /pets/{petId}',
    ])
  })

  it('changes nothing', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    const calls = desk.gateway.calls.length
    await desk.type(['diff', await desk.file('b.json', pets({})), 'Pets'])
    expect(desk.gateway.calls.slice(calls).every((call) => call.startsWith('GET '))).toBe(true)
  })

  it('compares with what can be edited, not with what a stage serves', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    const edited = pets({ '/pets': 'http://origin/edited' })
    await desk.client.putRestApi('api1', utf8(JSON.stringify(edited)))
    expect((await desk.type(['diff', await desk.file('b.json', edited), 'Pets'])).code).toBe(0)
  })

  it('prints one JSON value with --json', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    const { stdout, stderr } = await desk.type([
      'diff',
      await desk.file('b.json', pets({ '/pets': 'http://b' })),
      'Pets',
      '--json',
    ])
    expect(stderr).toEqual([])
    expect(stdout.map((line) => JSON.parse(line))).toEqual([
      {
        api: { id: 'api1', name: 'Pets' },
        changes: [
          {
            ...{ change: 'changed', kind: 'route', name: 'GET /pets' },
            members: [{ member: 'integration.uri', before: 'http://origin/pets', after: 'http://b' }],
          },
          { change: 'removed', kind: 'route', name: 'GET /pets/{petId}', members: [] },
        ],
        notCompared: expect.any(Array),
      },
    ])
  })

  it('says what it cannot see: no call of AWS shows extensions of our own', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    const limits = { ...pets(TWO), 'x-postern-limits': { timeoutInMillis: 60_000 } }
    const { code, text } = await desk.type(['diff', await desk.file('b.json', limits), 'Pets'])
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(/Not compared, since the gateway does not show them: .*extensions\.$/),
    ])
  })

  it('shows long values from where they begin to differ', async () => {
    const uri = `http://origin/${'a'.repeat(200)}`
    await desk.type(['deploy', await desk.file('a.json', pets({ '/': `${uri}/one` }))])
    const { text } = await desk.type(['diff', await desk.file('b.json', pets({ '/': `${uri}/two` })), 'Pets'])
    expect(text).toMatch(/integration\.uri: …a+\/one" → …a+\/two"/)
  })

  it.each([
    ['an API that is not there', 'Nobody', pets(TWO), 1, 'No API has the id or name'],
    ['a document that would be refused', 'Pets', pets({ 'no-slash': 'http://a' }), 65, 'would be refused'],
  ])('is refused for %s', async (_, api, document, exitCode, message) => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    const { code, errors } = await desk.type(['diff', await desk.file('b.json', document), api])
    expect([code, errors]).toEqual([exitCode, expect.stringContaining(message)])
  })
})
