import type { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployDocument, rawRequest, sdkClient } from './clients.ts'
import { documentOf, proxyTo } from './documents.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { type Origin, startOrigin } from './origin.ts'

// A guarded path beside a public greedy one, over a raw socket: none of its spellings comes to the backend by the other.

const SPELLINGS = 2_000
/** Nobody has to be there to answer: a call without the token is refused before. */
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:nobody'
const AUTHORIZER = {
  ...{ type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'custom' },
  'x-amazon-apigateway-authorizer': {
    type: 'token',
    authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
  },
}

let gateway: RunningGateway
let origin: Origin
let client: APIGatewayClient
let byAuthorizer: string
let byPolicy: string

beforeAll(async () => {
  ;[gateway, origin] = await Promise.all([startGateway(), startOrigin()])
  client = sdkClient(gateway.url)
  const open = { '/{proxy+}': { get: proxyTo(`${origin.url}/echo/{proxy}`) } }
  const admin = proxyTo(`${origin.url}/echo/admin`)
  const components = { securitySchemes: { guard: AUTHORIZER } }
  byAuthorizer = await deployDocument(
    client,
    documentOf(
      'By authorizer',
      { ...open, '/admin': { get: { ...admin, security: [{ guard: [] }] } } },
      { components },
    ),
  )
  const rule = (Effect: string, Resource: string) => ({
    Effect,
    Principal: '*',
    Action: 'execute-api:Invoke',
    Resource,
  })
  const policy = { Statement: [rule('Allow', 'execute-api:/*'), rule('Deny', 'execute-api:/*/*/admin')] }
  byPolicy = await deployDocument(client, documentOf('By policy', open, { 'x-amazon-apigateway-policy': policy }))
})

afterAll(async () => {
  client.destroy()
  await Promise.all([gateway.dispose(), origin.close()])
})

/** Always the same numbers, so that a failure comes back. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const BEFORE = [
  ...['/', '//', '/./', '/x/../', '/x/..%2f', '/x/%2e%2e/', '/x/%2E%2e%2F', '/x/..\\', '/x/..%5c', '/%2e/', '/x;y/../'],
  ...['/x/%c0%ae%c0%ae/', '/x/..%c0%af', '/x/%252e%252e%252f', '/%2f', '/x//..%2f../', '/x/..;/', '/%5c', '/;/'],
]
const BEHIND = [
  '',
  '',
  '/',
  '//',
  ';x',
  ';x=1/',
  '%2f',
  '/.',
  '/%2e',
  '/x/..',
  '/x/..%2f',
  '%5c',
  '/;',
  '//..%2f',
  '?a=/x',
  '#x',
  '%3b',
]

function spelling(draw: (below: number) => number): string {
  const of = (list: readonly string[]) => list[draw(list.length)] ?? ''
  const letters = [...'admin'].map((letter) => {
    const hex = letter.charCodeAt(0).toString(16)
    const ways = [letter, letter, letter, `%${hex}`, `%${hex.toUpperCase()}`, `%25${hex}`, letter.toUpperCase()]
    return of(ways)
  })
  return of(BEFORE) + letters.join('') + of(BEHIND)
}

/** What the most willing backend makes of a path: each way to read it. */
function meanings(path: string): Set<string> {
  const found = new Set([path])
  for (const each of found) {
    if (found.size > 500) break
    const overlong = each.replace(/%c0%af/gi, '/').replace(/%c0%ae/gi, '.')
    found.add(overlong.replace(/%[2-7][0-9a-f]/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16))))
    found.add(each.replaceAll('\\', '/'))
    found.add(each.replace(/;[^/]*/g, ''))
    found.add(each.replace(/\/{2,}/g, '/'))
    found.add(each.replace(/\/\.(?=\/|$)/g, ''))
    found.add(each.replace(/\/[^/]*\/\.\.(?=\/|$)/, ''))
    found.add(each.replace(/(.)\/$/, '$1'))
  }
  return found
}

const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])
const urlSeen = (text: string) => /"url": ?"\/echo([^"]*)"/.exec(text)?.[1]

async function passed(api: string, path: string): Promise<string | undefined> {
  const head = `Host: localhost:${gateway.port}\r\nConnection: close`
  const text = await rawRequest(gateway.port, `GET /_aws/execute-api/${api}/prod${path} HTTP/1.1\r\n${head}\r\n\r\n`)
  const status = statusOf(text)
  if (status !== 200) {
    expect([path, [400, 401, 403, 404].includes(status)]).toEqual([path, true])
    return undefined
  }
  const url = urlSeen(text)
  if (url === undefined) throw new Error(`The backend did not say what it saw: ${text}`)
  return JSON.parse(`"${url}"`)
}

describe.each([
  ['an authorizer', () => byAuthorizer],
  ['a resource policy', () => byPolicy],
])('a path that %s keeps', (_, api) => {
  test(`comes to the backend by none of ${SPELLINGS / 2} spellings`, async () => {
    const draw = numbers(20_261_125)
    const spellings = [...new Set(Array.from({ length: SPELLINGS / 2 }, () => spelling(draw)))]
    let reached = 0
    for (let i = 0; i < spellings.length; i += 8) {
      const answers = await Promise.all(
        spellings.slice(i, i + 8).map(async (path) => ({ path, seen: await passed(api(), path) })),
      )
      for (const { path, seen } of answers) {
        if (seen === undefined) continue
        reached++
        const [bare = ''] = seen.split(/[?#]/)
        expect({ path, seen, admin: meanings(bare).has('/admin') }).toEqual({ path, seen, admin: false })
      }
    }
    // Spellings with capitals are other paths, and come through: else this would show nothing.
    expect(reached).toBeGreaterThan(50)
  })
})
