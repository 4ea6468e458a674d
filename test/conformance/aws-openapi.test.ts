import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { compileDeployment } from '../../src/deployment/compile.ts'
import { Problems } from '../../src/lib/problems.ts'
import { type ImportResult, importOpenApi } from '../../src/openapi/import.ts'
import { entries, HTTP_APIS, INVALID, isRestApi, numberOf, textOf } from './aws-openapi-documents.ts'

// The valid REST ones import whole, the others are refused with the place.
/** AWS's words, with which it refuses to deploy. */
const NO_INTEGRATION = 'No integration defined for method'
const OPERATIONS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'x-amazon-apigateway-any-method']

let nextId = 0
const importText = (text: string) =>
  importOpenApi(text, { apiId: 'abcdefghij', createdDate: 0, newId: () => `id${nextId++}`, basepath: 'ignore' })

/** They hold a backslash before a quote between a method's parentheses: Velocity's own parser refuses them too. */
const BROKEN_TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  116: [
    'The application/json mapping template of the request, line 1, column 24',
    'The application/json mapping template of the response 200, line 1, column 24',
  ],
}

describe.skipIf(entries.length === 0)('real API definitions', () => {
  it('are 62', () => {
    expect(entries).toHaveLength(62)
  })

  describe('a valid REST document imports with every method and every extension', () => {
    for (const entry of entries.filter(isRestApi))
      it(entry.file, () => {
        const text = textOf(entry)
        const result = importText(text)
        expect(result.errors).toEqual([])
        expect(methodsByPath(result.definition)).toEqual(operationsByPath(parse(text, { logLevel: 'silent' })))
        expect(entry.exts.filter((extension) => !isKept(extension, result))).toEqual([])
      })
  })

  describe('a valid REST document deploys with every route, unless AWS would miss an integration too', () => {
    for (const entry of entries.filter(isRestApi))
      it(entry.file, () => {
        const { definition } = importText(textOf(entry))
        if (definition === undefined) throw new Error('not imported')
        const problems = new Problems()
        const snapshot = compileDeployment(definition, 'dep001', problems)
        const methods = methodsOf(definition)
        const incomplete = methods.filter((method) => method.methodIntegration === undefined)
        const expected =
          methods.length === 0 ? ["The REST API doesn't contain any methods"] : incomplete.map(() => NO_INTEGRATION)
        const broken = BROKEN_TEMPLATES[numberOf(entry)] ?? []
        expect(problems.errors.map(({ message }) => message.split(':', 1)[0])).toEqual([...broken, ...expected])
        if (broken.length > 0) return
        if (expected.length === 0) expect(snapshot?.routes).toHaveLength(methods.length)
      })
  })

  describe('an invalid document is refused with the place', () => {
    for (const entry of entries.filter((entry) => INVALID[numberOf(entry)]))
      it(entry.file, () => {
        const { definition, errors } = importText(textOf(entry))
        expect(definition).toBeUndefined()
        expect(errors.map(({ place }) => place)).toContain(INVALID[numberOf(entry)])
      })
  })

  describe('an HTTP API document is refused as what it is', () => {
    for (const entry of entries.filter((entry) => HTTP_APIS.includes(numberOf(entry))))
      it(entry.file, () => {
        const { definition, errors } = importText(textOf(entry))
        expect(definition).toBeUndefined()
        expect(errors.length).toBeGreaterThan(0)
        for (const { message } of errors) expect(message).toContain('this is an HTTP API document')
      })
  })
})

type Document = { readonly paths: Record<string, Record<string, unknown>> }

function operationsByPath({ paths }: Document): Record<string, number> {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [path, OPERATIONS.filter((name) => item[name] !== undefined).length]),
  )
}

function methodsByPath(definition: RestApiDefinition | undefined): Record<string, number> {
  const counts = definition?.resources.map(
    ({ path, resourceMethods }) => [path, Object.keys(resourceMethods ?? {}).length] as const,
  )
  return Object.fromEntries(counts?.filter(([, count]) => count > 0) ?? [])
}

/** What each extension becomes in the definition. One that is not listed must stand in a part or in a warning. */
const KEPT_AS: Readonly<Record<string, (definition: RestApiDefinition) => boolean>> = {
  'x-amazon-apigateway-integration': (definition) => methodsOf(definition).some((method) => method.methodIntegration),
  'x-amazon-apigateway-any-method': (definition) =>
    methodsOf(definition).some(({ httpMethod }) => httpMethod === 'ANY'),
  'x-amazon-apigateway-auth': (definition) => methodsOf(definition).every(({ authorizationType }) => authorizationType),
  'x-amazon-apigateway-authtype': (definition) =>
    hasPart(definition, 'Authorizer') || methodsOf(definition).some((method) => method.authorizationType === 'AWS_IAM'),
  'x-amazon-apigateway-authorizer': (definition) => hasPart(definition, 'Authorizer'),
  'x-amazon-apigateway-request-validators': (definition) => hasPart(definition, 'RequestValidator'),
  'x-amazon-apigateway-request-validator': (definition) =>
    methodsOf(definition).some(({ requestValidatorId }) => requestValidatorId),
  'x-amazon-apigateway-gateway-responses': (definition) => hasPart(definition, 'GatewayResponse'),
  'x-amazon-apigateway-documentation': (definition) => hasPart(definition, 'DocumentationPart'),
  'x-amazon-apigateway-policy': ({ api }) => api.policy !== undefined,
  'x-amazon-apigateway-binary-media-types': ({ api }) => api.binaryMediaTypes !== undefined,
  'x-amazon-apigateway-api-key-source': ({ api }) => api.apiKeySource === 'AUTHORIZER',
}

const methodsOf = (definition: RestApiDefinition) =>
  definition.resources.flatMap(({ resourceMethods }) => Object.values(resourceMethods ?? {}))
const hasPart = (definition: RestApiDefinition, kind: string) => definition.parts.some((part) => part.kind === kind)

function isKept(extension: string, { definition, warnings }: ImportResult): boolean {
  if (definition === undefined) return false
  if (KEPT_AS[extension]?.(definition)) return true
  return warnings.some(({ place, message }) => place.includes(extension) || message.includes(extension))
}
