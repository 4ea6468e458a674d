import type { Client } from '../client/client.ts'
import { ClientError } from '../client/client-error.ts'
import type { DocumentationPart, Part, PartKind } from '../definition/parts.ts'
import type { RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { ItemKind } from '../deployment/comparable.ts'
import { locationName } from '../openapi/documentation-location.ts'

/** An API as its owner has it now, deployed or not, as far as AWS's calls show it. */
export interface LiveDefinition {
  readonly definition: RestApiDefinition
  /** Kinds of parts that the gateway does not show. */
  readonly unseen: ReadonlySet<PartKind>
}

/** Reads the definition of an API, all pages of all it holds, with AWS's own calls: it works here, deployed, and on AWS. */
export async function readLiveDefinition(client: Client, api: RestApi): Promise<LiveDefinition> {
  const [resources, ...lists] = await Promise.all([
    client.getResources(api.id),
    ...READERS.map(([kind, read]) => partsOf(kind, () => read(client, api.id))),
  ])
  const unseen = READERS.map(([kind]) => kind).filter((_, position) => lists[position] === undefined)
  return {
    definition: { api, resources, parts: lists.flatMap((parts) => parts ?? []) },
    // No call of AWS's shows extensions of our own.
    unseen: new Set([...unseen, 'Extension']),
  }
}

/** Kind of part → what a difference calls it. */
const ITEM_KIND_OF: Readonly<Partial<Record<PartKind, ItemKind>>> = {
  Model: 'model',
  RequestValidator: 'request validator',
  Authorizer: 'authorizer',
  GatewayResponse: 'gateway response',
  DocumentationPart: 'documentation part',
  Extension: 'extension',
}

export const itemKindOf = (kind: PartKind): string => ITEM_KIND_OF[kind] ?? kind

/** What every part is listed with. */
interface Listed {
  readonly id?: string
  readonly name: string
  readonly body: unknown
}

type Reader = (client: Client, apiId: string) => Promise<Listed[]>

const READERS: readonly (readonly [kind: PartKind, read: Reader])[] = [
  ['Model', async (client, id) => (await client.getModels(id)).map(named)],
  ['Authorizer', async (client, id) => (await client.getAuthorizers(id)).map(named)],
  ['RequestValidator', async (client, id) => (await client.getRequestValidators(id)).map(named)],
  ['GatewayResponse', async (client, id) => (await client.getGatewayResponses(id)).filter(isOwn).map(byType)],
  ['DocumentationPart', async (client, id) => (await client.getDocumentationParts(id)).map(byLocation)],
]

const isOwn = ({ defaultResponse }: { readonly defaultResponse?: boolean }) => defaultResponse !== true
const named = <Body extends { readonly id: string; readonly name: string }>(body: Body): Listed => ({ ...body, body })
const byType = <Body extends { readonly responseType: string }>(body: Body): Listed => ({
  name: body.responseType,
  body,
})
/** The name that an import gives a part of the documentation. */
const byLocation = (body: DocumentationPart): Listed => ({ id: body.id, name: locationName(body.location), body })

/** Undefined when the gateway refuses the call, which is right in itself: an earlier version may not serve it. */
async function partsOf(kind: PartKind, read: () => Promise<Listed[]>): Promise<Part[] | undefined> {
  try {
    return (await read()).map(({ id, name, body }) => ({ kind, id: id ?? name, name, body }))
  } catch (error) {
    if (error instanceof ClientError && error.type === 'BadRequestException') return undefined
    throw error
  }
}
