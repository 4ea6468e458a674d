import type { Model, Part } from '../definition/parts.ts'

const DRAFT_04 = 'http://json-schema.org/draft-04/schema#'

const EMPTY = `{
  "$schema": "${DRAFT_04}",
  "title" : "Empty Schema",
  "type" : "object"
}`

const ERROR = `{
  "$schema" : "${DRAFT_04}",
  "title" : "Error Schema",
  "type" : "object",
  "properties" : {
    "message" : { "type" : "string" }
  }
}`

/** The models that CreateRestApi gives every API; an import gives it none but its own (cpl-0085). */
export const defaultModels = (newId: () => string): Part<Model>[] => [
  modelPart(newId(), 'Empty', 'This is a default empty schema model', EMPTY),
  modelPart(newId(), 'Error', 'This is a default error schema model', ERROR),
]

const modelPart = (id: string, name: string, description: string, schema: string): Part<Model> => ({
  kind: 'Model',
  id,
  name,
  body: { id, name, description, contentType: 'application/json', schema },
})
