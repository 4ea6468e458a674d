import { type APIGatewayClient, GetExportCommand, GetResourcesCommand } from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { entries, numberOf, textOf } from '../conformance/aws-openapi-documents.ts'
import { deployDocument, sdkClient } from './clients.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { type Echo, type Origin, startOrigin } from './origin.ts'

// A real API definition, exported and imported as a second API, answers every call as the first does.

const STAGE = 'prod'
/** Those of the documents that have MOCK and HTTP integrations, and some whose routes are closed. */
const NUMBERS = [
  ...['035', '051', '065', '070', '071', '073', '074', '083', '106', '107', '108', '118', '122', '123', '125'],
  ...['126', '132', '135', '142', '166', '173'],
]
const chosen = entries.filter((entry) => NUMBERS.includes(numberOf(entry)))

let gateway: RunningGateway
let origin: Origin
let client: APIGatewayClient

describe.skipIf(chosen.length === 0)('an exported and imported API', () => {
  beforeAll(async () => {
    ;[gateway, origin] = await Promise.all([startGateway(), startOrigin()])
    client = sdkClient(gateway.url)
  })

  afterAll(async () => {
    client.destroy()
    await Promise.all([gateway.dispose(), origin.close()])
  })

  let served = 0
  for (const [position, entry] of chosen.entries()) {
    const exportType = position % 2 === 0 ? 'oas30' : 'swagger'
    it(`answers as the first: ${entry.file} as ${exportType}`, async () => {
      const api = await deployDocument(
        client,
        toOrigin(parse(textOf(entry), { logLevel: 'silent', merge: true })),
        STAGE,
      )
      const calls = await callsOf(api)
      expect(calls.length).toBeGreaterThan(0)
      const answers = await Promise.all(calls.map((call) => answerTo(api, call)))
      const copy = await deployDocument(client, await exported(api, exportType), STAGE)
      expect(await callsOf(copy)).toEqual(calls)
      expect(await Promise.all(calls.map((call) => answerTo(copy, call)))).toEqual(answers)
      served += answers.filter(({ status }) => status < 400).length
    })
  }

  it('is compared by answers that are more than refusals', () => {
    expect(served).toBeGreaterThan(15)
  })
})

async function exported(restApiId: string, exportType: string): Promise<object> {
  const parameters = { extensions: 'apigateway' }
  const { body } = await client.send(new GetExportCommand({ restApiId, stageName: STAGE, exportType, parameters }))
  return JSON.parse(new TextDecoder().decode(body))
}

/** Every HTTP integration calls the test origin, at its own path. */
function toOrigin(value: unknown): object {
  const text = JSON.stringify(value, (key, member) =>
    key === 'uri' && typeof member === 'string' ? member.replace(/^https?:\/\/[^/]+/, origin.url) : member,
  )
  return JSON.parse(text)
}

interface Call {
  readonly method: string
  readonly path: string
}

/** A call of each route; one for any method is called twice. */
async function callsOf(restApiId: string): Promise<Call[]> {
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId, embed: ['methods'], limit: 500 }))
  const calls = items.flatMap(({ path = '', resourceMethods = {} }) => {
    const concrete = path.replace(/\{[^{}]*\+\}/g, 'a/b').replace(/\{[^{}]*\}/g, 'one')
    const methods = Object.keys(resourceMethods).flatMap((method) => (method === 'ANY' ? ['GET', 'POST'] : [method]))
    return methods.map((method) => ({ method, path: concrete }))
  })
  return calls.sort((one, other) => (`${one.path} ${one.method}` < `${other.path} ${other.method}` ? -1 : 1))
}

/** Different at every call, or named after the API. */
const OWN_HEADERS = ['date', 'x-amzn-requestid', 'x-amz-apigw-id', 'x-amzn-trace-id', 'x-amzn-apigateway-api-id']

async function answerTo(apiId: string, { method, path }: Call) {
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const response = await fetch(`${gateway.invokeUrl(apiId, STAGE, path)}?type=cat&page=2`, {
    method,
    redirect: 'manual',
    headers: { accept: 'application/json', 'content-type': 'application/json', origin: 'https://site.example' },
    ...(hasBody && { body: '{"type": "cat", "price": 123.11}' }),
  })
  const text = (await response.text()).replaceAll(apiId, 'the api')
  return {
    call: `${method} ${path}`,
    status: response.status,
    headers: shared(response.headers),
    body: withoutIds(text),
  }
}

const shared = (headers: Headers) => Object.fromEntries([...headers].filter(([name]) => !OWN_HEADERS.includes(name)))

/** What the origin echoes has headers that are different at every call, too. */
function withoutIds(text: string): unknown {
  if (!text.startsWith('{"method"')) return text
  const { rawHeaders: _, headers, ...echo } = JSON.parse(text) as Echo
  return { ...echo, headers: shared(new Headers({ ...headers })) }
}
