/**
 * What a request's template has set of the integration request: it wins over parameter mappings.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
import { requestOverride } from '../mapping/overrides.ts'
import { encodePathValue } from '../mapping/parameter-mapping.ts'
import type { ValueMap } from '../mapping/values.ts'
import type { MappedParameters } from './exchange.ts'

export function applyRequestOverride(context: ValueMap, mapped: MappedParameters): void {
  const { path, header, querystring } = requestOverride(context)
  if (querystring.length > 0) replace(mapped.query, querystring, (name) => name)
  if (header.length > 0) replace(mapped.headers, merged(header), (name) => name.toLowerCase())
  for (const [name, value] of path) mapped.path[name] = encodedOnce(value)
}

type Pair = readonly [name: string, value: string]

function replace(list: [string, string][], pairs: readonly Pair[], key: (name: string) => string): void {
  const names = new Set(pairs.map(([name]) => key(name)))
  const kept = list.filter(([name]) => !names.has(key(name)))
  list.splice(0, list.length, ...kept, ...pairs.map(([name, value]): [string, string] => [name, value]))
}

/** A header that stands several times is one with all its values. */
function merged(pairs: readonly Pair[]): Pair[] {
  const values = new Map<string, string>()
  for (const [name, value] of pairs) {
    const before = values.get(name)
    values.set(name, before === undefined ? value : `${before},${value}`)
  }
  return [...values]
}

/** A template has path parameters as they were sent: what is encoded already stays so. */
const encodedOnce = (value: string) => encodePathValue(value).replace(/%25([0-9A-Fa-f]{2})/g, '%$1')
