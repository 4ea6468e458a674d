import { expect } from 'vitest'
import type { Integration } from '../../src/definition/rest-api.ts'
import { Exchange } from '../../src/gateway/exchange.ts'
import { lambdaEvent } from '../../src/integrations/lambda-event.ts'
import { HeaderMap } from '../../src/lib/header-map.ts'
import { addressOf, targetOf } from '../../src/routing/host-mapping.ts'
import { buildRouteTree, matchRoute, pathParametersOf } from '../../src/routing/route-tree.ts'
import { exchangeFor, fakeFunctions, fakeServices, runExchange, specOf } from '../gateway/fake-services.ts'
import { conformance, type Vector } from './runner.ts'

// The event alone, of a request whose header names have the client's case: Workers tell them in lower case, so that on the wire
// `tEsT-HEADeR` is `test-header`. What CloudFront adds in front of an edge-optimized API comes with the request here.

interface Input {
  readonly routes?: readonly string[]
  readonly stage?: string
  readonly request?: {
    readonly method: string
    readonly rawUrl: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string | null
  }
  readonly integrationRequestParameters?: Readonly<Record<string, string>>
  readonly rawQueryString?: string
}

interface Expected {
  readonly event?: LambdaEvent
  readonly eventSubset?: Readonly<Record<string, unknown>>
}

interface LambdaEvent extends Readonly<Record<string, unknown>> {
  readonly headers: Readonly<Record<string, string>>
}

const HTTP_API = 'payload format 1.0 of an HTTP API, which this version does not serve'
const IDENTITY =
  'a sample whose identity has an API key, an IAM user or a client certificate, which this version does not serve'

conformance<Input, Expected>({
  area: 'event-v1',
  exceptions: [
    ...['evt1-0014', 'evt1-0015'].map((id) => ({ id, reason: IDENTITY })),
    ...['evt1-0016', 'evt1-0017', 'evt1-0020'].map((id) => ({ id, reason: HTTP_API })),
  ],
  async check(vector) {
    if (vector.input.rawQueryString !== undefined) await checkQuery(vector)
    else if (vector.input.request === undefined) throw new Error('A sample without a request')
    else await checkRecorded(vector)
  },
})

async function checkQuery({ input, expected }: Vector<Input, Expected>): Promise<void> {
  const x = exchangeFor({ rawQuery: input.rawQueryString })
  expect(JSON.parse(await lambdaEvent(x, () => false))).toMatchObject(expected.eventSubset ?? {})
}

const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:f/invocations'

async function checkRecorded({ input, expected }: Vector<Input, Expected>): Promise<void> {
  const { functions, calls } = fakeFunctions('{}')
  await runExchange(exchangeOf(input, expected, fakeServices({ functions, settings: SETTINGS })))
  const event = JSON.parse(calls[0]?.payload ?? '')
  const wanted = expected.event as LambdaEvent // Those with a request have one.
  expect(like(wanted, event)).toEqual(event)
  expect(Object.keys(event).sort()).toEqual(Object.keys(wanted).sort())
}

const SETTINGS = { accountId: '111111111111', region: 'us-east-1', domain: 'execute-api.localhost' }

/** `expected` with `actual`'s text in the place of each placeholder. */
function like(expected: unknown, actual: unknown): unknown {
  if (typeof expected === 'string' && /^<.*>$/.test(expected)) return actual
  if (Array.isArray(expected)) return expected.map((item, at) => like(item, (actual as unknown[] | undefined)?.[at]))
  if (typeof expected !== 'object' || expected === null) return expected
  const own = actual as Readonly<Record<string, unknown>> | null | undefined
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, like(value, own?.[name])]))
}

/** What AWS's own client and its edge send beside what the vector names. */
const OF_THE_CLIENT = /^(?:Accept|Accept-Encoding|Host|Via|X-Amz-Cf-Id|CloudFront-.*)$/

function exchangeOf(input: Input, { event }: Expected, services: ReturnType<typeof fakeServices>): Exchange {
  const { method = 'GET', rawUrl = '/', headers = {}, body = null } = input.request ?? {}
  const integration: Integration = {
    type: 'AWS_PROXY',
    httpMethod: 'POST',
    uri: LAMBDA,
    requestParameters: input.integrationRequestParameters ?? {},
  }
  const routes = (input.routes ?? []).map((route) => {
    const [resourcePath = '', httpMethod = ''] = route.split(' ')
    return { resourcePath, httpMethod }
  })
  const target = targetOf(`https://api1.execute-api.localhost${rawUrl}`)
  const address = addressOf(target, { managementHosts: [], domain: 'execute-api.localhost', pathForm: false })
  if (address.kind !== 'invoke') throw new Error(`${rawUrl} leads nowhere`)
  const match = matchRoute(buildRouteTree(routes), method, address.path)
  const found = match && routes[match.route]
  if (match === undefined || found === undefined) throw new Error(`${rawUrl} matches no route`)
  const x = exchangeFor({ method, body, services, rawQuery: target.rawQuery })
  const sent = Object.entries(event?.headers ?? {}).filter(([name]) => OF_THE_CLIENT.test(name))
  return new Exchange({
    ...x,
    request: x.request,
    arrival: {
      ...x.arrival,
      headers: new HeaderMap({ ...Object.fromEntries(sent), ...headers }),
      requestPath: `/${address.stageName}${address.path}`,
      path: address.path,
    },
    stage: { ...x.stage, stageName: address.stageName },
    route: { ...x.route, ...found, integration: specOf(integration) },
    pathParameters: pathParametersOf(found.resourcePath, match),
  })
}
