import { expect } from 'vitest'
import type { Integration, IntegrationResponse } from '../../src/definition/rest-api.ts'
import { linkDeployment } from '../../src/gateway/link.ts'
import { shownName } from '../../src/gateway/shown-header.ts'
import { testInvoke } from '../../src/gateway/test-invocation.ts'
import { HeaderMap } from '../../src/lib/header-map.ts'
import { buildRouteTree } from '../../src/routing/route-tree.ts'
import { fakeFunctions, fakeServices, snapshotOf, specOf } from '../gateway/fake-services.ts'
import { conformance, expectLike } from './runner.ts'

// Recorded test invocations. Those of MOCK integrations stand among the sequences of management calls (cpl-0057, log and all).

interface Input {
  readonly integration: Integration & { readonly integrationResponses: readonly IntegrationResponse[] }
  readonly call: {
    readonly httpMethod: string
    readonly pathWithQueryString: string
    readonly body?: string
    readonly headers?: Readonly<Record<string, string>>
  }
}

interface Expected {
  readonly response: {
    readonly body: unknown
    readonly headers: Readonly<Record<string, string>>
    readonly status: number
    readonly log: Readonly<Record<string, string>>
  }
}

const ARN = 'arn:aws:lambda:us-east-1:111111111111:function:echo'

conformance<Input, Expected>({
  area: 'test-invoke',
  async check({ input, expected: { response } }) {
    const { headers, status, body, log } = await invoke(input, JSON.stringify(response.body))
    expect(status).toBe(response.status)
    expect(JSON.parse(body)).toEqual(response.body)
    const seen = new Map<string, string>()
    const shown = Object.fromEntries(Array.from(headers.fields(), ([name, value]) => [shownName(name), value]))
    expect(Object.keys(shown).sort()).toEqual(Object.keys(response.headers).sort())
    for (const [name, value] of Object.entries(response.headers)) expectLike(shown[name], value, seen)
    const lines = log.split('\n')
    const wanted = Object.values(response.log)
    expect(lines).toHaveLength(wanted.length)
    for (const [at, line] of wanted.entries()) expect(lines[at]).toMatch(patternOf(line))
  },
})

function invoke({ integration, call }: Input, payload: string) {
  const { httpMethod, pathWithQueryString, headers = {}, body = '' } = call
  const [path = '', rawQuery = ''] = pathWithQueryString.split('?')
  const { integrationResponses, type, ...others } = integration
  const spec = specOf({
    ...others,
    type,
    httpMethod: 'POST',
    uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${ARN}/invocations`,
    // The recording's integration had a role.
    credentials: 'arn:aws:iam::111111111111:role/invoke',
    integrationResponses: Object.fromEntries(integrationResponses.map((each) => [each.statusCode, each])),
  })
  const routes = [{ resourceId: 'r1', resourcePath: '/foo', httpMethod, methodResponses: ['200'], integration: spec }]
  return testInvoke(
    {
      ...{ method: httpMethod, path, rawQuery, body, stageVariables: {} },
      deployment: linkDeployment(snapshotOf(routes, { tree: buildRouteTree(routes) })),
      headers: new HeaderMap(headers),
    },
    fakeServices({ functions: fakeFunctions(payload).functions }),
  )
}

const DATE = '\\w{3} \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d UTC \\d{4}'
/** The headers of a signature, and how the line is cut behind them: calls are signed on their way to AWS Lambda itself alone. */
const OF_SIGNATURE = /Authorization=<[^>]*>, X-Amz-Date=<[^>]*>, |, X-Amz-Security-Token=<token> \[TRUNCATED\]$/g

/** A line of the recording as a pattern: its placeholders, and what it masks, stand for any text. */
function patternOf(line: string): RegExp {
  const signed = line.includes('Endpoint request headers')
  const text = signed ? line.replace(OF_SIGNATURE, '') : line
  const pattern = text
    .replace('Date=Day, dd MMM yyyy hh:mm:ss GMT', 'Date=<date>')
    .replace(/Content-Length=\d+/, 'Content-Length=<length>')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace('DDD MMM dd hh:mm:ss UTC yyyy', DATE)
    .replace(/<[^>]+>/g, '.+')
  return new RegExp(`^${pattern}${signed ? '.*' : ''}$`)
}
