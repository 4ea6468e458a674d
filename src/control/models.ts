import type { Model, Part } from '../definition/parts.ts'
import type { Resource } from '../definition/rest-api.ts'
import { ControlError } from '../errors/control-error.ts'
import type { JsonValue } from '../openapi/json-value.ts'
import { readApi } from './edit-api.ts'
import type { PartName } from './edit-method.ts'
import { flattenedSchema, type ModelSchemas } from './flattened-schema.ts'
import { MAX_NAME, type Members, readInput } from './input.ts'
import { isModelName, modelsIn } from './model-reference.ts'
import { checkModelSchema, type ModelScope, schemaValue } from './model-schema.ts'
import { modelTemplate } from './model-template.ts'
import { type Call, created, type Operation, ok, param } from './operation.ts'
import { addPart, changePart, findPart, listParts, methodThat, type NamedKind, removePart } from './parts.ts'
import { isTrue, readPatch } from './patch.ts'
import { applyPatch, type PatchTable } from './patch-table.ts'
import type { ControlServices } from './services.ts'
import { partOf, selectPartsOf } from './store/part.ts'
import { badRequest, checkConstraints, notFound, required } from './validation-error.ts'

const MODELS: NamedKind<Model> = {
  kind: 'Model',
  label: 'modelName',
  by: 'name',
  missing: (name) => notFound(`Invalid model name specified: ${name}`),
  taken: () => new ControlError('ConflictException', 'Model name already exists for this REST API'),
}

const CREATE_MODEL = {
  name: 'string',
  description: 'string',
  contentType: 'string',
  schema: 'document',
} as const satisfies Members

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html */
export const createModel: Operation = async (call, services) => {
  const input = readInput(call.body, CREATE_MODEL)
  const { name = '', description, contentType = '', schema = '' } = input
  checkConstraints(
    required(input.name, 'createModelInput.name'),
    required(input.contentType, 'createModelInput.contentType'),
  )
  checkName(name)
  if (contentType.trim() === '') throw badRequest('Model content type must be non-empty')
  const model = await addPart(call, services, MODELS, (id, parts) => ({
    id,
    name,
    ...(description && { description }),
    contentType,
    schema: checkModelSchema(schema, contentType, scopeOf(call, parts, name)),
  }))
  return created(model)
}

function checkName(name: string): void {
  if (name === '') throw badRequest('Model name must be non-empty')
  if (!isModelName(name)) throw badRequest(`Model name must be alphanumeric: ${name.slice(0, MAX_NAME)}`)
  if (name.length > MAX_NAME) throw badRequest(`Model name can be at most ${MAX_NAME} characters`)
}

const scopeOf = (call: Call, parts: readonly PartName[], name: string): ModelScope => ({
  apiId: param(call, 'restApiId'),
  names: new Set([name, ...parts.filter(({ kind }) => kind === 'Model').map((part) => part.name)]),
})

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetModel.html */
export const getModel: Operation = async (call, services) => {
  if (!isTrue(call.query.get('flatten') ?? '')) return ok(await findPart(call, services, MODELS))
  const { model, schemas } = await findModels(call, services)
  const flat = flattenedSchema(model.name, param(call, 'restApiId'), schemas)
  return ok({ ...model, ...(flat !== undefined && { schema: JSON.stringify(flat) }) })
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetModels.html */
export const getModels: Operation = (call, services) => listParts(call, services, MODELS)

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetModelTemplate.html */
export const getModelTemplate: Operation = async (call, services) => {
  const { model, schemas } = await findModels(call, services)
  if (!schemas.has(model.name)) throw badRequest(`Model ${model.name} has no JSON Schema to make a template of`)
  return ok({ value: modelTemplate(model.name, param(call, 'restApiId'), schemas) })
}

/** The model that the path names, and the schemas of all models that are JSON Schemas. Throws NotFoundException. */
async function findModels(call: Call, services: ControlServices): Promise<{ model: Model; schemas: ModelSchemas }> {
  const apiId = param(call, 'restApiId')
  const missing = () => MODELS.missing(param(call, 'modelName'))
  const [rows = []] = (await readApi(services, apiId, [selectPartsOf(apiId, 'Model')], missing)).rows
  // Parts of this kind hold models.
  const models = rows.map((row) => partOf(row).body as Model)
  const model = models.find(({ name }) => name === param(call, 'modelName'))
  if (model === undefined) throw missing()
  return { model, schemas: new Map(models.flatMap(schemaEntry)) }
}

function schemaEntry({ name, schema }: Model): [string, JsonValue][] {
  const value = schemaValue(schema)
  return value === undefined ? [] : [[name, value]]
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateModel.html */
export const updateModel: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateModelInput')
  const change = (model: Model, parts: readonly PartName[]) =>
    applyPatch(model, operations, patches(scopeOf(call, parts, model.name)))
  return ok(await changePart(call, services, MODELS, change))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateModel-Patch */
const patches = (scope: ModelScope): PatchTable<Model> => ({
  refusal: 'listing',
  rules: [
    { path: '/description', replace: (model, text) => ({ ...model, description: text === '' ? undefined : text }) },
    {
      path: '/schema',
      replace: (model, schema) => ({ ...model, schema: checkModelSchema(schema, model.contentType, scope) }),
    },
  ],
})

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteModel.html */
export const deleteModel: Operation = (call, services) =>
  removePart(call, services, MODELS, ({ name }, resources, models) => {
    const use = useInMethod(name, resources) ?? useInModel(name, param(call, 'restApiId'), models)
    if (use === undefined) return
    throw new ControlError('ConflictException', `Cannot delete model '${name}', is referenced in ${use}`)
  })

function useInMethod(name: string, resources: readonly Resource[]): string | undefined {
  const names = (models: Readonly<Record<string, string>> | undefined) => Object.values(models ?? {}).includes(name)
  const request = methodThat(resources, ({ requestModels }) => names(requestModels))
  if (request !== undefined) return `method request: ${request.path}/${request.httpMethod}`
  const response = methodThat(resources, ({ methodResponses = {} }) =>
    Object.values(methodResponses).some(({ responseModels }) => names(responseModels)),
  )
  return response && `method response: ${response.path}/${response.httpMethod}`
}

/** AWS's words for this one are not known. */
function useInModel(name: string, apiId: string, models: readonly Part[]): string | undefined {
  const user = models.find((part) => {
    const schema = schemaValue((part.body as Model).schema)
    return part.name !== name && schema !== undefined && modelsIn(schema, apiId).has(name)
  })
  return user && `model: ${user.name}`
}
