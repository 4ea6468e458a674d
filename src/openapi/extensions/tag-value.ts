/**
 * `x-amazon-apigateway-tag-value`: makes a tag of the document a tag of the API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-openapi-extensions-tag-value.html
 */
import { at, isObject } from '../json-value.ts'
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
