import type { Method } from '../definition/rest-api.ts'
import { selectable } from './extensions/integration-responses.ts'
import type { JsonObject } from './json-value.ts'
import type { Writing } from './writing.ts'

type ByType = Readonly<Record<string, string>> | undefined

/** Where a document keeps the schema of a model. */
export const schemaPointer = ({ type }: Writing, model: string): string =>
  `#/${type === 'swagger' ? 'definitions' : 'components/schemas'}/${model}`

export const modelReference = (writing: Writing, model: string): JsonObject => ({ $ref: schemaPointer(writing, model) })

/** Content type → model, without the models that are gone. */
const modelsOf = ({ parts }: Writing, byType: ByType): [type: string, model: string][] =>
  Object.entries(byType ?? {}).filter(([, model]) => parts.named('Model', model))

/** `content` of a body in OpenAPI 3. */
export const contentOf = (writing: Writing, byType: ByType): JsonObject =>
  Object.fromEntries(
    modelsOf(writing, byType).map(([type, model]) => [type, { schema: modelReference(writing, model) }]),
  )

/** OpenAPI 2.0 has one schema for all content types: that of JSON, as on AWS. */
export function preferredModel(writing: Writing, byType: ByType): string | undefined {
  const models = modelsOf(writing, byType)
  const [, model] = models.find(([type]) => type === 'application/json') ?? models[0] ?? []
  return model
}

/** 2.0's `consumes`: what has a model, or a template where integrations are exported (vector oai-0030). */
export function consumedTypes(writing: Writing, { requestModels, methodIntegration }: Method): string[] {
  const templates = writing.writes('integrations') ? methodIntegration?.requestTemplates : undefined
  return unique([...modelsOf(writing, requestModels).map(([type]) => type), ...Object.keys(templates ?? {})])
}

/** 2.0's `produces`, in the same way. */
export function producedTypes(writing: Writing, { methodResponses, methodIntegration }: Method): string[] {
  const integrated = writing.writes('integrations') ? methodIntegration?.integrationResponses : undefined
  const models = Object.values(methodResponses ?? {}).flatMap(({ responseModels }) => modelsOf(writing, responseModels))
  const templates = selectable(integrated).flatMap(([, { responseTemplates }]) => Object.keys(responseTemplates ?? {}))
  return unique([...models.map(([type]) => type), ...templates])
}

const unique = (types: readonly string[]): string[] => [...new Set(types)]
