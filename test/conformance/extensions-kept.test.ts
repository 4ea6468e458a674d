import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Authorizer, RequestValidator } from '../../src/definition/parts.ts'
import type { Method } from '../../src/definition/rest-api.ts'
import type { RestApiDefinition } from '../../src/definition/rest-api-definition.ts'
import { exportOpenApi } from '../../src/openapi/export.ts'
import { HTTP_METHODS } from '../../src/openapi/http-methods.ts'
import { importOpenApi } from '../../src/openapi/import.ts'
import { at, isObject, type JsonObject, type JsonValue, keysOf as keysIn } from '../../src/openapi/json-value.ts'
import { entries, isRestApi, textOf } from './aws-openapi-documents.ts'

// No extension of a real API definition is dropped silently: each stands in the definition at its place, or in a warning.

describe.skipIf(entries.length === 0)('every extension is kept at its place, or a warning names it', () => {
  for (const entry of entries.filter(isRestApi))
    it(entry.file, () => {
      const text = textOf(entry)
      const options = { apiId: 'abcdefghij', createdDate: 0, newId: ids(), basepath: 'ignore' } as const
      const { definition, warnings } = importOpenApi(text, options)
      if (definition === undefined) throw new Error('not imported')
      const found = extensionsIn(parse(text, { logLevel: 'silent', merge: true }))
      if (entry.exts.length > 0) expect(found.length).toBeGreaterThan(0)
      const lost = found.filter((extension) => !isKept(extension, definition))
      const silent = lost.filter(
        ({ place, name }) => !warnings.some((warning) => `${warning.place}/`.startsWith(`${at(place, name)}/`)),
      )
      expect(silent.map(({ place, name }) => at(place, name))).toEqual([])
    })
})

describe.skipIf(entries.length === 0)('every member of an integration is exported, or a warning names it', () => {
  for (const entry of entries.filter(isRestApi))
    it(entry.file, () => {
      const text = textOf(entry)
      const options = { apiId: 'abcdefghij', createdDate: 0, newId: ids(), basepath: 'ignore' } as const
      const { definition, warnings } = importOpenApi(text, options)
      if (definition === undefined) throw new Error('not imported')
      const server = { protocol: 'https', host: 'api.example.com', basePath: '/prod' } as const
      const exported = exportOpenApi(definition, { type: 'oas30', extensions: ['integrations'], server })
      const integrations = extensionsIn(parse(text, { logLevel: 'silent', merge: true })).filter(
        ({ name, place }) => name === INTEGRATION && operationAt(place, definition) !== undefined,
      )
      const lost = integrations.flatMap(({ value, place }) =>
        differences(normal(value), normal(valueAt(exported, at(place, INTEGRATION)) ?? {}), at(place, INTEGRATION)),
      )
      const warned = warnings.map(({ place }) => place)
      expect(lost.filter((place) => !warned.some((warning) => `${place}/`.startsWith(`${warning}/`)))).toEqual([])
    })
})

const INTEGRATION = 'x-amazon-apigateway-integration'

function ids() {
  let next = 0
  return () => `id${next++}`
}

interface Found {
  /** Of the object that has it. */
  readonly place: string
  readonly name: string
  readonly value: JsonValue
}

/** An extension is read whole; an operation for any method has extensions of its own. */
function extensionsIn(value: JsonValue, place = ''): Found[] {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue, position) => extensionsIn(item, at(place, position)))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, child]) => {
    if (!/^x-(amazon-apigateway|postern)-/.test(name)) return extensionsIn(child, at(place, name))
    const inside = name === 'x-amazon-apigateway-any-method' ? extensionsIn(child, at(place, name)) : []
    return [{ place, name, value: child }, ...inside]
  })
}

function operationAt(place: string, { resources }: RestApiDefinition): Method | undefined {
  const [section, path, operation, ...rest] = keysIn(place)
  if (section !== 'paths' || rest.length > 0) return undefined
  const methods = resources.find((resource) => resource.path === path)?.resourceMethods
  return methods?.[HTTP_METHODS[operation ?? ''] ?? '']
}

const methodsOf = ({ resources }: RestApiDefinition) =>
  resources.flatMap(({ resourceMethods }) => Object.values(resourceMethods ?? {}))
const partOf = <T>({ parts }: RestApiDefinition, kind: string, name: string): T | undefined =>
  parts.find((part) => part.kind === kind && part.name === name)?.body as T | undefined
const keysOf = (value: JsonValue) => (isObject(value) ? Object.keys(value) : [])

/** What each extension becomes, at its place. */
const KEPT: Readonly<Record<string, (found: Found, definition: RestApiDefinition) => boolean>> = {
  integration: ({ place }, definition) => operationAt(place, definition)?.methodIntegration !== undefined,
  'any-method': ({ place, name }, definition) => operationAt(at(place, name), definition)?.httpMethod === 'ANY',
  auth: ({ place, value }, definition) => {
    const type = isObject(value) ? String(value.type).toUpperCase() : undefined
    return operationAt(place, definition)?.authorizationType === type
  },
  'request-validators': ({ value }, definition) =>
    keysOf(value).every((name) => {
      const validator = partOf<RequestValidator>(definition, 'RequestValidator', name)
      const wanted = isObject(value) ? (value[name] as Partial<RequestValidator>) : {}
      return (
        validator?.validateRequestBody === (wanted.validateRequestBody ?? false) &&
        validator?.validateRequestParameters === (wanted.validateRequestParameters ?? false)
      )
    }),
  'request-validator': ({ place, value }, definition) => {
    const validator = partOf<RequestValidator>(definition, 'RequestValidator', String(value))
    const methods = place === '' ? methodsOf(definition) : [operationAt(place, definition)]
    return validator !== undefined && methods.some((method) => method?.requestValidatorId === validator.id)
  },
  authorizer: ({ place, value }, definition) => {
    const authorizer = partOf<Authorizer>(definition, 'Authorizer', keysIn(place).at(-1) ?? '')
    return isObject(value) && authorizer?.type === String(value.type).toUpperCase()
  },
  authtype: ({ place, value }, definition) => {
    const name = keysIn(place).at(-1) ?? ''
    if (partOf<Authorizer>(definition, 'Authorizer', name)?.authType === value) return true
    return (
      String(value).toLowerCase() === 'awssigv4' &&
      methodsOf(definition).some(({ authorizationType }) => authorizationType === 'AWS_IAM')
    )
  },
  'gateway-responses': ({ value }, definition) =>
    keysOf(value).every((type) => partOf(definition, 'GatewayResponse', type) !== undefined),
  documentation: ({ value }, { parts }) => {
    const listed = isObject(value) && Array.isArray(value.documentationParts) ? value.documentationParts : []
    return parts.filter(({ kind }) => kind === 'DocumentationPart').length === listed.length
  },
  policy: (_, { api }) => api.policy !== undefined,
  'binary-media-types': ({ value }, { api }) => JSON.stringify(api.binaryMediaTypes) === JSON.stringify(value),
  'api-key-source': ({ value }, { api }) => api.apiKeySource === value,
}

function isKept(found: Found, definition: RestApiDefinition): boolean {
  const { name, place } = found
  if (KEPT[name.replace('x-amazon-apigateway-', '')]?.(found, definition)) return true
  return partOf(definition, 'Extension', `${name} ${at(place, name)}`) !== undefined
}

function valueAt(document: JsonObject, place: string): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const key of keysIn(place)) value = isObject(value) ? value[key] : undefined
  return value
}

/** What says the same in another way: constants in lower case, numbers as text, defaults and empty maps left out. */
function normal(value: JsonValue): JsonObject {
  if (!isObject(value)) return {}
  const mock = String(value.type).toLowerCase() === 'mock'
  const members = Object.entries(value).flatMap(([key, child]): [string, JsonValue][] => {
    if (mock && (key === 'httpMethod' || key === 'uri')) return []
    if (['type', 'passthroughBehavior', 'contentHandling', 'connectionType', 'httpMethod'].includes(key))
      return [[key, String(child).toUpperCase()]]
    // The number and the text name the one format that REST APIs have.
    if (key === 'payloadFormatVersion' && Number(child) === 1) return []
    return [[key, child]]
  })
  const defaults = { passthroughBehavior: 'WHEN_NO_MATCH', timeoutInMillis: 29_000, connectionType: 'INTERNET' }
  return { ...defaults, payloadFormatVersion: '1.0', ...Object.fromEntries(members) }
}

/** Places of `wanted` that `actual` does not have, or has with another value. */
function differences(wanted: JsonValue, actual: JsonValue | undefined, place: string): string[] {
  if (isObject(wanted))
    return Object.entries(wanted).flatMap(([key, value]) => {
      if (isNothing(value)) return []
      return differences(value, isObject(actual) ? actual[key] : undefined, at(place, key))
    })
  if (Array.isArray(wanted)) return JSON.stringify(wanted) === JSON.stringify(actual) ? [] : [place]
  return String(wanted) === String(actual) ? [] : [place]
}

const isNothing = (value: JsonValue) =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0) || value === ''
