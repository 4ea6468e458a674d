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

const VALIDATOR: Part = {
  kind: 'RequestValidator',
  id: 'v1',
  name: 'all',
  body: { id: 'v1', name: 'all', validateRequestBody: true, validateRequestParameters: true },
}

function model(name: string, schema: unknown): Part {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema)
  return { kind: 'Model', id: name, name, body: { id: name, name, contentType: 'application/json', schema: text } }
}

const urlOf = (name: string) => `https://apigateway.amazonaws.com/restapis/api1/models/${name}`

describe('compiling a deployment', () => {
  it('refuses mapping templates that do not parse, each with its route, type, line and column', () => {
    const broken: Integration = {
      type: 'MOCK',
      requestTemplates: { 'application/json': '{\n  #if($x)' },
      integrationResponses: {
        200: { statusCode: '200', responseTemplates: { 'text/html': '<p>#set($x = )</p>', 'text/plain': 'fine' } },
      },
    }
    const methodResponses = { 200: { statusCode: '200' } }
    const { snapshot, errors } = compile(definition([method({ methodIntegration: broken, methodResponses })]))
    expect(snapshot).toBeUndefined()
    expect(errors).toEqual([
      expect.stringMatching(
        /^GET \/pets: The application\/json mapping template of the request, line 2, column \d+: ./,
      ),
      expect.stringMatching(/^GET \/pets: The text\/html mapping template of the response 200, line 1, column \d+: ./),
    ])
  })

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
  ])('closes a route that asks for %s, which is not served', (_, subject, notServed) => {
    expect(compile(subject).snapshot?.routes[0]?.notServed).toEqual(notServed)
  })

  it('keeps the resource policy as it was written', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }],
    }
    expect(compile(definition([method()], [], JSON.stringify(policy))).snapshot?.policy).toEqual(policy)
    expect(compile(definition([method()])).snapshot).not.toHaveProperty('policy')
  })

  it('has another format where a guard is in it: a Worker of before there were guards must not serve it without', () => {
    const policy = '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"execute-api:/*"}]}'
    expect(compile(definition([method()])).snapshot?.format).toBe(1)
    expect(compile(definition([method()], [], policy)).snapshot?.format).toBe(2)
  })

  it.each(['no JSON', '[]', '{"Statement":[{"Effect":"Allow"}]}'])(
    'refuses a resource policy that is none: %s',
    (policy) => {
      const { snapshot, errors } = compile(definition([method()], [], policy))
      expect(snapshot).toBeUndefined()
      expect(errors[0]).toMatch(/^resource policy: ./)
    },
  )

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

  it('keeps what a route validates, and each model once', () => {
    const validated = {
      requestValidatorId: 'v1',
      requestParameters: {
        'method.request.querystring.q': true,
        'method.request.header.x-b': true,
        'method.request.header.x-a': false,
        'method.request.path.id': true,
      },
      requestModels: { 'application/json': 'Pet' },
    }
    const pet = { type: 'object', properties: { owner: { $ref: urlOf('Owner') } } }
    const owner = { type: 'object', properties: { pets: { type: 'array', items: { $ref: urlOf('Pet') } } } }
    const parts = [VALIDATOR, model('Pet', pet), model('Owner', owner), model('Unused', { type: 'object' })]
    const { snapshot, errors } = compile(
      definition([method(validated), method({ httpMethod: 'POST', ...validated })], parts),
    )
    expect(errors).toEqual([])
    expect(snapshot?.models).toEqual({ Owner: owner, Pet: pet })
    expect(snapshot?.routes.map(({ validation }) => validation)).toEqual(
      Array(2).fill({
        parameters: [
          { in: 'header', name: 'x-b' },
          { in: 'path', name: 'id' },
          { in: 'querystring', name: 'q' },
        ],
        models: { 'application/json': 'Pet' },
      }),
    )
  })

  it('keeps no models and no validation where nothing is validated', () => {
    const { snapshot } = compile(
      definition([method({ requestModels: { 'application/json': 'Pet' } })], [model('Pet', {})]),
    )
    expect([snapshot?.models, snapshot?.routes[0]?.validation]).toEqual([undefined, undefined])
  })

  it('names every model that cannot work, with the place in it', () => {
    const models = { a: 'A', b: 'B', c: 'C', d: 'D', e: 'E', f: 'Gone', g: 'G' }
    const requestModels = Object.fromEntries(
      Object.entries(models).map(([type, name]) => [`application/${type}`, name]),
    )
    const { errors } = compile(
      definition(
        [method({ requestValidatorId: 'v1', requestModels })],
        [
          VALIDATOR,
          model('A', { properties: { x: { pattern: '(' }, y: { patternProperties: { '(a)\\1': {} } } } }),
          model('B', { items: { $ref: urlOf('Nowhere') }, not: { $ref: '#/definitions/gone' } }),
          model('C', { properties: { x: { const: 1 }, y: { exclusiveMinimum: 3 } } }),
          model('D', { allOf: [{ $ref: urlOf('D') }] }),
          model('E', 'no JSON'),
          model('G', { type: 'text', items: { $ref: 'http://elsewhere.example/schema.json' } }),
        ],
      ),
    )
    expect(errors).toEqual([
      'GET /pets requestModels application/f: There is no model named Gone',
      expect.stringMatching(/^Model E: its schema is not JSON: /),
      expect.stringMatching(
        /^Model A \/properties\/x\/pattern: must be a regular expression, not "\(": .*Unterminated group/,
      ),
      expect.stringMatching(
        /^Model A \/properties\/y\/patternProperties\/\(a\)\\1: must be .*: backreferences are not supported/,
      ),
      expect.stringMatching(/^Model B \/not\/\$ref: leads nowhere: "#\/definitions\/gone"/),
      expect.stringMatching(/^Model B \/items\/\$ref: leads nowhere: ".*\/models\/Nowhere"/),
      'Model C /properties/x/const: is not known to JSON Schema draft-04, which this model is of',
      'Model C /properties/y/exclusiveMinimum: must be true or false, not 3',
      expect.stringMatching(/^Model D \/: refers to itself without end/),
      expect.stringMatching(/^Model D \/allOf\/0: refers to itself without end/),
      expect.stringMatching(/^Model G \/type: must be one or more of /),
      expect.stringMatching(/^Model G \/items\/\$ref: leads nowhere: "http:/),
    ])
  })
})
