import {
  type APIGatewayClient,
  CreateDeploymentCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROUTES } from '../../src/control/routes.ts'
import { AWS_OPERATIONS, type AwsOperation } from './aws-model.ts'
import { encoded, PETS } from './documents.ts'
import { type GatewayUnderTest, gatewayUnderTest } from './gateway-under-test.ts'

// Every operation served, with labels, members, types and patch paths that nobody should send: refused in AWS's shape or carried out,
// never a 500, and the next good call is served. What each answers to its own mistakes stands in the operations' own tests.

const SERVED = AWS_OPERATIONS.filter(({ name }) => ROUTES.some(([, , { name: served }]) => served === camel(name)))

function camel(name: string): string {
  return name[0]?.toLowerCase() + name.slice(1)
}

/** Text that fits somewhere, and text that fits nowhere. */
const text = fc.oneof(
  fc.constantFrom(
    'GET',
    'ANY',
    'MOCK',
    'HTTP_PROXY',
    'NONE',
    '200',
    'application/json',
    'prod',
    'a',
    'true',
    '10',
    '{}',
  ),
  fc.constantFrom(
    '',
    ' ',
    '/',
    '//',
    '..',
    '%2e%2e',
    'é',
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    'toString',
    '{a+}',
  ),
  fc.constantFrom(
    '$input',
    '{"type":',
    'http://',
    'arn:aws:',
    'method.request.path.a',
    "'x'",
    '-1',
    '1e400',
    'x'.repeat(70_000),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -1, 29_000, 1.5, 1e308, [], {}) },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(text, fc.oneof(text, fc.boolean(), fc.integer()), { maxKeys: 3 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

const patchPath = fc.oneof(
  fc
    .array(
      fc.oneof(
        text,
        fc.constantFrom('description', 'name', 'requestParameters', 'variables', '*', 'application~1json'),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((parts) => `/${parts.join('/')}`),
  text,
)

const patch = fc.record(
  {
    op: fc.oneof(fc.constantFrom('add', 'remove', 'replace', 'copy', 'move', 'test'), text),
    path: patchPath,
    value,
    from: text,
  },
  { requiredKeys: [] },
)

/** A call of an operation: the template's labels from `ids` or from nowhere, any of the model's members with any value. */
function callOf({ method, path, members }: AwsOperation, ids: Readonly<Record<string, string>>) {
  const labels = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => name)
  const label = (name: string) =>
    fc.oneof({ weight: 6, arbitrary: fc.constant(ids[name] ?? 'x') }, { weight: 1, arbitrary: text })
  const others = members.filter((name) => !labels.includes(name) && name !== 'patchOperations')
  const withPatches = members.includes('patchOperations')
  return fc.record({
    method: fc.constant(method),
    path: fc.tuple(...labels.map(label)).map((values) => pathOf(path, labels, values)),
    members: fc.dictionary(fc.oneof(...others.map((name) => fc.constant(name)), text), value, { maxKeys: 6 }),
    patchOperations: withPatches ? fc.array(patch, { maxLength: 4 }) : fc.constant(undefined),
    raw: fc.option(fc.constantFrom('', '{', '[]', 'null', '"a"', '\u0000', '{"a":1}{'), { freq: 12, nil: undefined }),
  })
}

const pathOf = (template: string, labels: readonly string[], values: readonly string[]) =>
  labels.reduce(
    (path, name, i) => path.replace(new RegExp(`\\{${name}\\+?\\}`), () => encode(values[i] ?? '')),
    template,
  )

const encode = (label: string) => encodeURIComponent(label.toWellFormed())

type Hostile = {
  readonly method: string
  readonly path: string
  readonly members: Readonly<Record<string, unknown>>
  readonly patchOperations: readonly unknown[] | undefined
  readonly raw: string | undefined
}

function send(gateway: GatewayUnderTest, { method, path, members, patchOperations, raw }: Hostile): Promise<Response> {
  if (method !== 'GET' && method !== 'DELETE') {
    return gateway.call(
      method,
      path,
      raw ?? JSON.stringify({ ...members, ...(patchOperations && { patchOperations }) }),
    )
  }
  const query = Object.entries(members).map(([name, item]) => `${encode(name)}=${encode(String(JSON.stringify(item)))}`)
  return gateway.call(method, path + (path.includes('?') ? '&' : '?') + query.join('&'))
}

/** An API with something of everything that a document can hold, and the ids of what it holds by AWS's labels. */
async function prepared(gateway: GatewayUnderTest): Promise<Record<string, string>> {
  const { client } = gateway
  const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(PETS) }))).id ?? ''
  const deploymentId = (await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))).id ?? ''
  const resourceId = await firstResource(client, restApiId)
  const names = { httpMethod: 'GET', statusCode: '200', stageName: 'prod', modelName: 'Pet', exportType: 'oas30' }
  return { restApiId, deploymentId, resourceId, ...names, responseType: 'DEFAULT_4XX' }
}

async function firstResource(client: APIGatewayClient, restApiId: string): Promise<string> {
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }))
  return items.find(({ resourceMethods }) => resourceMethods !== undefined)?.id ?? ''
}

describe('hostile calls', () => {
  it.each(SERVED.map((operation) => [operation.name, operation] as const))(
    'of %s are refused or carried out',
    async (_, operation) => {
      const gateway = gatewayUnderTest()
      let ids = await prepared(gateway)
      await fc.assert(
        fc.asyncProperty(callOf(operation, ids), async (call) => {
          const response = await send(gateway, { ...call, path: call.path })
          const body = await response.text()
          expect(response.status, `${call.method} ${call.path}: ${body.slice(0, 300)} ${gateway.lines}`).toBeLessThan(
            500,
          )
          if (response.status < 400) return
          expect(response.headers.get('x-amzn-errortype')).toMatch(/^\w+Exception$/)
          expect((JSON.parse(body) as { message: string }).message.length).toBeGreaterThan(0)
        }),
        { numRuns: 60 },
      )
      expect(gateway.lines).toEqual([])
      ids = await prepared(gateway)
      expect((await gateway.call('GET', `/restapis/${ids.restApiId}`)).status).toBe(200)
    },
  )
})
