/**
 * `x-amazon-apigateway-tag-value`: makes a tag of the document a tag of the API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-openapi-extensions-tag-value.html
 */
import type { RestApi } from '../../definition/rest-api.ts'
import { at, isObject, type JsonObject } from '../json-value.ts'
import { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

const TAG_VALUE = 'x-amazon-apigateway-tag-value'

/** Tag name → value. */
export function readTags({ claims, root, report }: Reading): Record<string, string> | undefined {
  const tags = root.value('tags')
  if (!Array.isArray(tags)) return undefined
  const entries = tags.flatMap((tag, position): [string, string][] => {
    if (!isObject(tag)) return []
    const fields = new Fields(tag, at(root.at('tags'), position), report)
    if (!claims.take(fields, TAG_VALUE)) return []
    const name = fields.text('name')
    const value = fields.text(TAG_VALUE)
    report.uses(TAG_VALUE, fields.at(TAG_VALUE))
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** `tags` of the document. */
export function writeTags({ tags = {} }: RestApi): JsonObject {
  const list = Object.entries(tags).map(([name, value]) => ({ name, [TAG_VALUE]: value }))
  return list.length > 0 ? { tags: list } : {}
}
