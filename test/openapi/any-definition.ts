import fc from 'fast-check'
import type { Authorizer, Part } from '../../src/definition/parts.ts'
import type { Integration, Method, Resource, RestApi } from '../../src/definition/rest-api.ts'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'

/** Any definition that the management API or an import can leave behind, small enough to read. */
export const anyDefinition = (): fc.Arbitrary<RestApiDefinition> =>
  anyParts().chain((parts) => fc.record({ api: anyApi(), resources: anyResources(parts), parts: fc.constant(parts) }))

const optional = { requiredKeys: [] }
const text = () =>
  fc.string({ maxLength: 8, unit: fc.constantFrom('a', '"', '\\', 'é', '\n', ' ', '1', '{', '/', '~', ':') })
const names = (prefix: string, most: number) =>
  fc.nat({ max: most }).map((count) => Array.from({ length: count }, (_, position) => `${prefix}${position}`))
const template = () => fc.constantFrom('{"statusCode": 200}', '#set($x = 1)$x', ' \n<p>é</p>')
const mediaType = () => fc.constantFrom('application/json', 'text/html', 'application/xml', 'text/plain; charset=utf-8')
const templates = () => fc.dictionary(mediaType(), template(), { maxKeys: 2, noNullPrototype: true })
/** An integration's may be empty. */
const emptyOrNot = () =>
  fc.dictionary(mediaType(), fc.option(template(), { freq: 3 }), { maxKeys: 2, noNullPrototype: true })

function anyApi(): fc.Arbitrary<RestApi> {
  const required = {
    id: fc.constant('abcdefghij'),
    name: text().map((name) => `n${name}`),
    createdDate: fc.constant(1_700_000_000),
    apiKeySource: fc.constantFrom('HEADER' as const, 'AUTHORIZER' as const),
    endpointConfiguration: fc.record(
      {
        types: fc.constantFrom<('EDGE' | 'REGIONAL' | 'PRIVATE')[]>(['EDGE'], ['REGIONAL'], ['PRIVATE']),
        ipAddressType: fc.constantFrom('ipv4' as const, 'dualstack' as const),
        vpcEndpointIds: names('vpce-', 2),
      },
      { requiredKeys: ['types'] },
    ),
    disableExecuteApiEndpoint: fc.boolean(),
    rootResourceId: fc.constant('r0'),
  }
  const others = {
    description: text(),
    version: text(),
    binaryMediaTypes: fc.subarray(['image/png', '*/*']),
    minimumCompressionSize: fc.nat({ max: 100 }),
    policy: fc.constant('{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'),
    tags: fc.dictionary(text(), text(), { maxKeys: 2, noNullPrototype: true }),
  }
  // Keys of `required`, letter for letter.
  return fc.record({ ...required, ...others }, { requiredKeys: Object.keys(required) as (keyof typeof required)[] })
}

/** Models refer to each other and to themselves. */
function anySchema(models: readonly string[]): fc.Arbitrary<unknown> {
  const url = (name: string) => ({ $ref: `https://apigateway.amazonaws.com/restapis/abcdefghij/models/${name}` })
  const leaf = fc.constantFrom<unknown>(
    { type: 'string' },
    {},
    { $ref: '#/definitions/inner' },
    { $ref: '#' },
    ...models.map(url),
  )
  return fc.record(
    {
      $schema: fc.constant('http://json-schema.org/draft-04/schema#'),
      type: fc.constant('object'),
      required: fc.constantFrom(['b', 'a'], ['a']),
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'default', 'required', '$ref'.slice(1)), leaf, {
        noNullPrototype: true,
      }),
      definitions: fc.record({ inner: fc.constant({ items: { $ref: '#/definitions/inner' } }) }),
      enum: fc.constant([{ $ref: 'only a word' }]),
    },
    { requiredKeys: ['definitions'] },
  )
}

function anyParts(): fc.Arbitrary<Part[]> {
  return names('Model', 3).chain((models) =>
    fc
      .tuple(
        fc.tuple(...models.map((name) => anySchema(models).map((schema) => modelPart(name, schema)))),
        fc.uniqueArray(anyAuthorizer(), { maxLength: 3, selector: ({ name }) => name }),
        fc.array(fc.record({ validateRequestBody: fc.boolean(), validateRequestParameters: fc.boolean() }), {
          maxLength: 2,
        }),
        fc.subarray(['DEFAULT_4XX', 'THROTTLED']).chain((types) => fc.tuple(...types.map(anyGatewayResponse))),
        fc.boolean(),
      )
      .map(([modelParts, authorizers, validators, responses, limited]) => [
        ...modelParts,
        ...authorizers.map((body): Part => ({ kind: 'Authorizer', id: body.id, name: body.name, body })),
        ...validators.map((body, position): Part => {
          const name = `both ${position}`
          return { kind: 'RequestValidator', id: `v${position}`, name, body: { id: `v${position}`, name, ...body } }
        }),
        ...responses,
        ...(limited ? [limitsPart()] : []),
      ]),
  )
}

const modelPart = (name: string, schema: unknown): Part => ({
  kind: 'Model',
  id: name,
  name,
  body: { id: name, name, contentType: 'application/json', schema: JSON.stringify(schema) },
})

const limitsPart = (): Part => ({
  kind: 'Extension',
  id: 'limits',
  name: 'x-postern-limits',
  body: { name: 'x-postern-limits', value: { timeoutInMillis: 60_000 } },
})

const anyGatewayResponse = (responseType: string): fc.Arbitrary<Part> =>
  fc
    .record(
      {
        statusCode: fc.constantFrom('404', '429'),
        responseParameters: fc.constant({ 'gatewayresponse.header.x': "'y'" }),
        responseTemplates: templates(),
      },
      optional,
    )
    .map((body) => ({
      kind: 'GatewayResponse',
      id: responseType,
      name: responseType,
      body: { responseType, ...body, defaultResponse: false },
    }))

const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations'
const HEADER = 'method.request.header.Token'
const LIST = `${HEADER}, method.request.querystring.b,context.path`

/** What each type is made of. */
const AUTHORIZERS: readonly Pick<Authorizer, 'type' | 'authorizerUri' | 'identitySource' | 'providerARNs'>[] = [
  { type: 'TOKEN', authorizerUri: LAMBDA, identitySource: HEADER },
  { type: 'TOKEN', authorizerUri: LAMBDA },
  { type: 'REQUEST', authorizerUri: LAMBDA, identitySource: HEADER },
  { type: 'REQUEST', authorizerUri: LAMBDA, identitySource: LIST },
  { type: 'REQUEST', authorizerUri: LAMBDA },
  { type: 'COGNITO_USER_POOLS', providerARNs: ['arn:aws:cognito-idp:us-east-1:111111111111:userpool/p'] },
]

function anyAuthorizer(): fc.Arbitrary<Authorizer> {
  const members = {
    name: fc.constantFrom('auth', 'sigv4', 'api_key', 'an "auth"'),
    authType: fc.constantFrom('custom', 'awsSigv4'),
    authorizerCredentials: fc.constant('arn:aws:iam::111111111111:role/r'),
    identityValidationExpression: fc.constantFrom('^a\\d"$', ' '),
    authorizerResultTtlInSeconds: fc.nat({ max: 3_600 }),
  }
  return fc
    .tuple(fc.constantFrom(...AUTHORIZERS), fc.record(members, { requiredKeys: ['name'] }))
    .map(([made, others]) => ({ id: `id of ${others.name}`, ...made, ...others }))
}

const PATHS = ['/', '/pets', '/pets/{id}', '/pets/{id}/{proxy+}', '/200']

function anyResources(parts: readonly Part[]): fc.Arbitrary<Resource[]> {
  return fc.subarray(PATHS.slice(1)).chain((chosen) => {
    const paths = PATHS.filter((path) => path === '/' || chosen.some((other) => `${other}/`.startsWith(`${path}/`)))
    return fc.tuple(
      ...paths.map((path, position) => anyMethods(parts).map((methods) => resourceAt(path, position, methods))),
    )
  })
}

function resourceAt(path: string, position: number, methods: Readonly<Record<string, Method>>): Resource {
  const parent = path.slice(0, path.lastIndexOf('/')) || '/'
  return {
    id: `r${position}`,
    ...(path !== '/' && { parentId: `r${PATHS.indexOf(parent)}`, pathPart: path.slice(path.lastIndexOf('/') + 1) }),
    path,
    ...(Object.keys(methods).length > 0 && { resourceMethods: methods }),
  }
}

const anyMethods = (parts: readonly Part[]): fc.Arbitrary<Record<string, Method>> =>
  fc
    .subarray(['GET', 'POST', 'ANY'])
    .chain((httpMethods) => fc.tuple(...httpMethods.map((httpMethod) => anyMethod(httpMethod, parts))))
    .map((methods) => Object.fromEntries(methods.map((method) => [method.httpMethod, method])))

function anyMethod(httpMethod: string, parts: readonly Part[]): fc.Arbitrary<Method> {
  const idsOf = (kind: string) => parts.filter((part) => part.kind === kind).map(({ id }) => id)
  const models = idsOf('Model')
  const byType = () =>
    fc.dictionary(mediaType(), fc.constantFrom(...models, 'Missing'), { maxKeys: 2, noNullPrototype: true })
  const authorization = fc.constantFrom(
    { authorizationType: 'NONE' },
    { authorizationType: 'AWS_IAM' },
    ...idsOf('Authorizer').flatMap((authorizerId) => [
      { authorizationType: 'CUSTOM', authorizerId },
      { authorizationType: 'CUSTOM', authorizerId, authorizationScopes: ['email', 'openid'] },
    ]),
  )
  const method = {
    apiKeyRequired: fc.boolean(),
    operationName: text(),
    requestValidatorId: fc.constantFrom('gone', ...idsOf('RequestValidator')),
    requestParameters: anyRequestParameters(),
    requestModels: byType(),
    methodResponses: fc
      .subarray(['200', '404'])
      .chain((codes) => fc.tuple(...codes.map((statusCode) => anyMethodResponse(statusCode, byType()))))
      .map((responses) => Object.fromEntries(responses.map((response) => [response.statusCode, response]))),
    methodIntegration: anyIntegration(),
  }
  return fc
    .tuple(authorization, fc.record(method, { requiredKeys: ['apiKeyRequired'] }))
    .map(([authorized, others]) => ({ httpMethod, ...authorized, ...others }))
}

const anyRequestParameters = () =>
  fc.dictionary(
    fc.constantFrom(
      'method.request.querystring.page',
      'method.request.header.X-é',
      'method.request.path.id',
      'method.request.querystring.a.b',
      'method.request.path.other',
    ),
    fc.boolean(),
    { maxKeys: 3, noNullPrototype: true },
  )

const anyMethodResponse = (statusCode: string, models: fc.Arbitrary<Record<string, string>>) =>
  fc
    .record({ responseParameters: fc.constant({ 'method.response.header.x': true }), responseModels: models }, optional)
    .map((response) => ({ statusCode, ...response }))

function anyIntegration(): fc.Arbitrary<Integration> {
  const target = fc.constantFrom<Pick<Integration, 'type' | 'uri' | 'httpMethod'>>(
    { type: 'MOCK' },
    { type: 'MOCK', httpMethod: 'POST' },
    { type: 'HTTP', uri: 'http://backend.example/{id}', httpMethod: 'ANY' },
    { type: 'HTTP_PROXY', uri: 'https://backend.example', httpMethod: 'GET' },
    { type: 'AWS_PROXY', uri: 'arn:aws:apigateway:us-east-1:lambda:path/f', httpMethod: 'POST' },
  )
  const parameters = (name: string) =>
    fc.dictionary(fc.constant(name), fc.constant("'value'"), { noNullPrototype: true })
  const response = fc.record(
    {
      selectionPattern: fc.constantFrom('', '2\\d{2}', '404', '.*'),
      responseParameters: parameters('method.response.header.x'),
      responseTemplates: emptyOrNot(),
      contentHandling: fc.constant('CONVERT_TO_TEXT' as const),
    },
    optional,
  )
  const others = {
    credentials: fc.constant('arn:aws:iam::1:role/r'),
    requestParameters: parameters('integration.request.header.x'),
    requestTemplates: emptyOrNot(),
    passthroughBehavior: fc.constantFrom('WHEN_NO_MATCH' as const, 'WHEN_NO_TEMPLATES' as const, 'NEVER' as const),
    contentHandling: fc.constant('CONVERT_TO_BINARY' as const),
    timeoutInMillis: fc.constantFrom(50, 29_000),
    cacheNamespace: fc.constantFrom('r0', 'r1', 'other'),
    cacheKeyParameters: fc.subarray(['method.request.querystring.page']),
    integrationResponses: fc
      .tuple(response, response)
      .map(([one, other]) => ({ 200: { statusCode: '200', ...one }, 404: { statusCode: '404', ...other } })),
    tlsConfig: fc.record({ insecureSkipVerification: fc.boolean() }, optional),
    responseTransferMode: fc.constantFrom('BUFFERED' as const, 'STREAM' as const),
  }
  const connection = fc.constantFrom<Pick<Integration, 'connectionType' | 'connectionId'>>(
    {},
    { connectionType: 'INTERNET' },
    { connectionType: 'VPC_LINK', connectionId: 'link' },
  )
  return fc
    .tuple(target, connection, fc.record(others, optional))
    .map(([called, connected, rest]) => ({ ...called, ...connected, ...rest }))
}
