import { describe, expect, it } from 'vitest'
import type { Part } from '../../src/definition/parts.ts'
import type { Integration, Method } from '../../src/definition/rest-api.ts'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { compileDeployment } from '../../src/deployment/compile.ts'
import { Problems } from '../../src/lib/problems.ts'

const PROXY: Integration = { type: 'HTTP_PROXY', httpMethod: 'ANY', uri: 'https://pets.example/{id}' }
const method = (members: Partial<Method> = {}): Method => ({
  httpMethod: 'GET',
  authorizationType: 'NONE',
  apiKeyRequired: false,
  methodIntegration: PROXY,
  ...members,
})

function definition(
  methods: Method[],
  parts: Part[] = [],
  policy?: string,
  type: 'PRIVATE' | 'REGIONAL' = 'REGIONAL',
): RestApiDefinition {
  return {
    api: {
      id: 'api1',
      name: 'pets',
      createdDate: 1,
      apiKeySource: 'HEADER',
      endpointConfiguration: { types: [type] },
      disableExecuteApiEndpoint: false,
      rootResourceId: 'root',
      policy,
    },
    resources: [
      { id: 'root', path: '/' },
      {
        id: 'r1',
        parentId: 'root',
        pathPart: 'pets',
        path: '/pets',
        resourceMethods: Object.fromEntries(methods.map((each) => [each.httpMethod, each])),
      },
    ],
    parts,
  }
}

function compile(subject: RestApiDefinition) {
  const problems = new Problems()
  const snapshot = compileDeployment(subject, 'dep1', problems)
  return { snapshot, errors: problems.errors.map(({ place, message }) => `${place}: ${message}`) }
}

describe('compiling a deployment', () => {
  it('keeps the size from which on responses are compressed, and says nothing where they are not', () => {
    const plain = definition([method()])
    expect(compile(plain).snapshot).not.toHaveProperty('minimumCompressionSize')
    const from = { ...plain, api: { ...plain.api, minimumCompressionSize: 0 } }
    expect(compile(from).snapshot?.minimumCompressionSize).toBe(0)
  })

  it('gives plain JSON', () => {
    const { snapshot } = compile(definition([method(), method({ httpMethod: 'ANY' })]))
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot)
    expect(snapshot?.routes.map((route) => `${route.httpMethod} ${route.resourcePath}`)).toEqual([
      'GET /pets',
      'ANY /pets',
    ])
  })

  it('refuses an API without methods, as AWS does', () => {
    expect(compile(definition([])).errors).toEqual([": The REST API doesn't contain any methods"])
  })

  it('names every method without an integration, and every integration that cannot work, at once', () => {
    const { snapshot, errors } = compile(
      definition([
        method({ methodIntegration: undefined }),
        method({ httpMethod: 'POST', methodIntegration: { ...PROXY, uri: 'nowhere' } }),
      ]),
    )
    expect(snapshot).toBeUndefined()
    expect(errors).toEqual([
      'GET /pets: No integration defined for method',
      expect.stringContaining('POST /pets: Invalid HTTP endpoint specified for URI'),
    ])
  })

  it.each([
    ['authorization', definition([method({ authorizationType: 'AWS_IAM' })]), ['authorization AWS_IAM']],
    ['an API key', definition([method({ apiKeyRequired: true })]), ['an API key']],
    ['a PRIVATE endpoint', definition([method()], [], undefined, 'PRIVATE'), ['a PRIVATE endpoint']],
    ['a resource policy', definition([method()], [], '{"Statement":[]}'), ['a resource policy']],
    [
      'request validation',
      definition(
        [method({ requestValidatorId: 'v1' })],
        [
          {
            kind: 'RequestValidator',
            id: 'v1',
            name: 'all',
            body: { id: 'v1', name: 'all', validateRequestBody: true, validateRequestParameters: true },
          },
        ],
      ),
      ['request validation'],
    ],
  ])('closes a route that asks for %s, which is not served', (_, subject, notServed) => {
    expect(compile(subject).snapshot?.routes[0]?.notServed).toEqual(notServed)
  })

  it("keeps AWS's limits unless x-postern-limits lifts them", () => {
    const limits = (value: unknown, at = {}): Part => ({
      kind: 'Extension',
      id: JSON.stringify(at),
      name: 'x-postern-limits',
      body: { name: 'x-postern-limits', value, ...at },
    })
    const lifted = compile(
      definition(
        [method()],
        [
          limits({ responseBodyBytes: null }),
          limits({ timeoutInMillis: 60_000 }, { path: '/pets', httpMethod: 'GET' }),
        ],
      ),
    ).snapshot
    expect(lifted?.limits).toMatchObject({ responseBodyBytes: null, requestBodyBytes: 10_485_760 })
    expect(lifted?.routes[0]?.limits).toEqual({ timeoutInMillis: 60_000 })
    expect(compile(definition([method()], [limits({ requestBodyBytes: -1, nonsense: 1 })])).errors).toHaveLength(2)
  })
})
