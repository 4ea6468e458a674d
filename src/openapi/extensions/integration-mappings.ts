import type { Templates } from '../../definition/rest-api.ts'
import { keptTemplates } from '../../mapping/templates.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'

/**
 * Parameter mappings of an integration or of one of its responses. One that is no text is left out with AWS's own warning
 * (vectors oai-0008, oai-0012, oai-0016).
 */
export function readParameterMappings(
  { report }: Reading,
  owner: Fields,
  member: 'requestParameters' | 'responseParameters',
  { path, httpMethod }: { readonly path: string; readonly httpMethod: string },
): Record<string, string> | undefined {
  const fields = owner.fields(member)
  if (fields === undefined) return undefined
  const entries: [string, string][] = []
  for (const name of fields.keys()) {
    const value = fields.value(name)
    if (typeof value === 'string') entries.push([name, value])
    else
      report.warnAsAws(
        fields.at(name),
        `Invalid format for '${member}'. Expected type string for property '${name}' of resource '${path}' and method '${httpMethod}' but got '${asText(value)}'`,
      )
  }
  return Object.fromEntries(entries)
}

const LONGEST_QUOTE_CHARS = 80
const asText = (value: unknown) =>
  (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, LONGEST_QUOTE_CHARS)

/** Mapping templates, in the order of the document; one that is null or empty passes the body on. */
export function readTemplates(owner: Fields, member: 'requestTemplates' | 'responseTemplates'): Templates | undefined {
  const fields = owner.fields(member)
  const texts = owner.textMap(member)
  if (fields === undefined || texts === undefined) return undefined
  const nulls = fields.keys().map((type) => [type, null] as const)
  const readable = nulls.filter(([type]) => fields.value(type) === undefined || Object.hasOwn(texts, type))
  return keptTemplates({ ...Object.fromEntries(readable), ...texts })
}
