import type { Part, PartKind } from '../definition/parts.ts'
import type { Integration, Method, Resource, RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { itemsOfPart, parsed } from './comparable-part.ts'

/** What a definition is made of, in the order in which a person reads it. */
export const ITEM_KINDS = [
  ...['setting', 'resource', 'route', 'authorizer', 'request validator', 'model', 'gateway response'],
  ...['documentation part', 'extension'],
] as const

export type ItemKind = (typeof ITEM_KINDS)[number]

/** A thing that two definitions can have in common, without ids: those of an import say nothing. */
export interface Item {
  readonly kind: ItemKind
  /** `GET /pets`, `Pet`, `binaryMediaTypes`. */
  readonly name: string
  readonly value: unknown
}

/** Settings of an API that an import writes. */
const SETTINGS: ReadonlySet<string> = new Set([
  ...['name', 'description', 'version', 'apiKeySource', 'binaryMediaTypes', 'minimumCompressionSize', 'policy', 'tags'],
  ...['endpointConfiguration', 'disableExecuteApiEndpoint', 'securityPolicy', 'endpointAccessMode'],
])

/** Everything of a definition; parts of the kinds in `unseen` are left out, since one of the two sides cannot show them. */
export function itemsOf(definition: RestApiDefinition, unseen: ReadonlySet<PartKind>): Item[] {
  const { api, resources, parts } = definition
  const names = new NamesOfParts(parts, unseen)
  return [
    ...settingsOf(api),
    ...emptyResources(resources),
    ...resources.flatMap((resource) => routesOf(resource, names)),
    ...parts.filter(({ kind }) => !unseen.has(kind)).flatMap(itemsOfPart),
  ]
}

function settingsOf(api: RestApi): Item[] {
  const settings = Object.entries(api).filter(([name]) => SETTINGS.has(name))
  return settings.map(([name, value]) => ({ kind: 'setting', name, value: name === 'policy' ? parsed(value) : value }))
}

/** A resource shows by its methods and by the resources below it; only one that has neither counts by itself. */
function emptyResources(resources: readonly Resource[]): Item[] {
  const parents = new Set(resources.map(({ parentId }) => parentId))
  return resources
    .filter(({ id, path, resourceMethods }) => path !== '/' && !parents.has(id) && isEmpty(resourceMethods))
    .map(({ path }) => ({ kind: 'resource', name: path, value: {} }))
}

const isEmpty = (methods: Resource['resourceMethods']) => Object.keys(methods ?? {}).length === 0

const routesOf = ({ id, path, resourceMethods }: Resource, names: NamesOfParts): Item[] =>
  Object.entries(resourceMethods ?? {}).map(([httpMethod, method]) => ({
    kind: 'route',
    name: `${httpMethod} ${path}`,
    value: comparableMethod(method, id, names),
  }))

function comparableMethod(method: Method, resourceId: string, names: NamesOfParts) {
  const { httpMethod: _, authorizerId, requestValidatorId, methodIntegration, ...rest } = method
  return {
    ...rest,
    authorizer: names.of('Authorizer', authorizerId),
    requestValidator: names.of('RequestValidator', requestValidatorId),
    integration: methodIntegration && comparableIntegration(methodIntegration, resourceId),
  }
}

/** With AWS's defaults, which one way of making an API writes down and another does not. */
function comparableIntegration({ cacheNamespace, ...integration }: Integration, resourceId: string) {
  return {
    connectionType: 'INTERNET',
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: 29_000,
    responseTransferMode: 'BUFFERED',
    ...integration,
    cacheNamespace: cacheNamespace === resourceId ? undefined : cacheNamespace,
  }
}

/** Id → name, for what a method refers to. */
class NamesOfParts {
  readonly #names: ReadonlyMap<string, string>
  readonly #unseen: ReadonlySet<PartKind>

  constructor(parts: readonly Part[], unseen: ReadonlySet<PartKind>) {
    this.#names = new Map(parts.map(({ kind, id, name }) => [`${kind}\n${id}`, name]))
    this.#unseen = unseen
  }

  /** Of a kind that cannot be seen it is known only that there is one. */
  of(kind: PartKind, id: string | undefined): string | undefined {
    if (id === undefined) return undefined
    return this.#unseen.has(kind) ? '(one that is not shown)' : (this.#names.get(`${kind}\n${id}`) ?? id)
  }
}
