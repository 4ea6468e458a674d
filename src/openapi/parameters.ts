import type { Method } from '../definition/rest-api.ts'
import { at, type JsonValue, quote } from './json-value.ts'
import { Fields } from './read.ts'
import type { Reading } from './reading.ts'

/** Where API Gateway looks for a parameter, by OpenAPI's `in`. */
const LOCATIONS: Readonly<Record<string, string>> = { path: 'path', query: 'querystring', header: 'header' }

export interface Parameters {
  readonly requestParameters: Method['requestParameters']
  /** OpenAPI 2.0's `in: body`. */
  readonly body?: Fields
}

/** Parameters of an operation and of its path item (the operation's win), and the variables of its path, declared or not. */
export function readParameters(reading: Reading, path: string, pathItem: Fields, operation: Fields): Parameters {
  const byKey = new Map<string, Fields>()
  for (const owner of [pathItem, operation])
    for (const parameter of listOf(reading, owner))
      byKey.set(`${parameter.text('in')} ${parameter.text('name')}`, parameter)
  const parameters = [...byKey.values()]
  const entries = parameters.flatMap((parameter) => requestParameter(reading, parameter))
  refuseEqualNames(
    reading,
    entries.map(([, , parameter]) => parameter),
  )
  const required = new Map(pathVariables(path).map((name) => [`method.request.path.${name}`, true]))
  for (const [name, isRequired] of entries) required.set(name, isRequired)
  return {
    requestParameters: required.size > 0 ? Object.fromEntries(required) : undefined,
    body: parameters.find((parameter) => parameter.text('in') === 'body'),
  }
}

/** Names of the variables. AWS adds them to every method of the resource (vectors oai-0004, oai-0017). */
export const pathVariables = (path: string) => [...path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name]) => name ?? '')

function listOf({ refs, report }: Reading, owner: Fields): Fields[] {
  const list = owner.value('parameters')
  if (list === undefined) return []
  const place = owner.at('parameters')
  if (Array.isArray(list))
    return list.flatMap((parameter: JsonValue, position) => {
      const found = refs.object(parameter, at(place, position))
      return found ? [new Fields(found.value, found.place, report)] : []
    })
  report.error(place, `must be a list, not ${quote(list)}`)
  return []
}

function requestParameter({ report }: Reading, parameter: Fields): [name: string, required: boolean, from: Fields][] {
  const name = parameter.text('name')
  const where = parameter.text('in')
  if (where === 'body') return []
  const location = where !== undefined && Object.hasOwn(LOCATIONS, where) ? LOCATIONS[where] : undefined
  if (name === undefined || where === undefined)
    report.error(parameter.place, 'must have a name, and say in what it stands: path, query or header')
  else if (location === undefined)
    report.warn(
      parameter.at('in'),
      `API Gateway knows no parameters in ${quote(where)}: ${quote(name)} is not imported`,
    )
  else
    return [
      [`method.request.${location}.${name}`, where === 'path' || parameter.boolean('required') === true, parameter],
    ]
  return []
}

/** AWS's rule, in its words (vector cpl-0024). */
function refuseEqualNames({ report }: Reading, parameters: readonly Fields[]): void {
  const names = new Set<string>()
  for (const parameter of parameters) {
    const name = parameter.text('name') ?? ''
    if (names.has(name))
      report.error(
        parameter.place,
        `Parameter names must be unique across querystring, header and path: rename ${quote(name)}`,
      )
    names.add(name)
  }
}
