import type { Database, Statement } from '../../bindings/database.ts'
import type { RestApiDefinition } from '../../definition/rest-api-definition.ts'
import { insertMethods, selectMethods } from './method.ts'
import { deleteParts, insertParts, partOf, selectParts } from './part.ts'
import { deleteResources, insertResources, resourcesOf, selectResources } from './resource.ts'
import { insertRestApi, restApiOf, selectRestApi, updateRestApiRow } from './rest-api.ts'
import { readTogether } from './rows.ts'

/** A whole definition, read at one moment, and the version it was read at. Undefined when there is no such API. */
export async function readDefinition(
  db: Database,
  apiId: string,
): Promise<{ version: number; definition: RestApiDefinition } | undefined> {
  const [apis = [], resources = [], methods = [], parts = []] = await readTogether(db, [
    selectRestApi(apiId),
    selectResources(apiId),
    selectMethods(apiId),
    selectParts(apiId),
  ])
  const [row] = apis
  if (row === undefined) return undefined
  const { version, api } = restApiOf(row)
  return { version, definition: { api, resources: resourcesOf(resources, methods), parts: parts.map(partOf) } }
}

export const insertDefinition = (definition: RestApiDefinition): Statement[] => [
  insertRestApi(definition.api),
  ...insertContents(definition),
]

/** Everything of the API but its deployments and stages. */
export const replaceDefinition = (definition: RestApiDefinition): Statement[] => [
  updateRestApiRow(definition.api),
  deleteResources(definition.api.id),
  deleteParts(definition.api.id),
  ...insertContents(definition),
]

const insertContents = ({ api, resources, parts }: RestApiDefinition): Statement[] => [
  ...insertResources(api.id, resources),
  ...insertMethods(api.id, resources),
  ...insertParts(api.id, parts),
]
