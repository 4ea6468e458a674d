/**
 * `$input` in mapping templates: the body and the request's parameters.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#input-variable-reference
 * Differs from AWS: `$input.body.name` reads a property of a JSON body (on AWS it is always empty); names of headers are matched
 * whatever their case and show in lower case, because Workers see them so.
 */
import { parseJsonPath } from './json-path.ts'
import { linkJsonPath, pathBudget, type ReadPath, spend } from './json-path-read.ts'
import { MappingFault } from './mapping-fault.ts'
import { parseJson } from './parse-json.ts'
import { printJson, printValue } from './print.ts'
import { type Budget, HostObject, type Value, type ValueMap } from './values.ts'
import { STEPS_A_BODY_CHARACTER } from './velocity/budgets.ts'

/** The request's parameters, each name once. Header names in lower case. */
export interface InputParameters {
  readonly path: Iterable<readonly [string, Value]>
  readonly querystring: Iterable<readonly [string, Value]>
  readonly header: Iterable<readonly [string, Value]>
}

/** Recorded: an empty body is `{}` (vtl-0212, vtl-0243). `parameters` is asked once, when a template asks. */
export function inputObject(body: string, parameters: () => InputParameters): HostObject {
  return new InputObject(body === '' ? '{}' : body, parameters)
}

/** What it takes to read a path that is new to the request. */
const STEPS_A_PATH = 20
const STEPS_A_PATH_CHARACTER = 6

class InputObject extends HostObject {
  override readonly allowance: number
  readonly #body: string
  readonly #parameters: () => InputParameters
  readonly #budget = pathBudget()
  readonly #paths = new Set<string>()
  #document: { readonly value: Value } | undefined
  #params: ValueMap | undefined

  constructor(body: string, parameters: () => InputParameters) {
    super()
    this.allowance = STEPS_A_BODY_CHARACTER * body.length
    this.#body = body
    this.#parameters = parameters
  }

  member(name: string): Value | undefined {
    return name === 'body' ? this.#body : undefined
  }

  override textMember(text: string, name: string): Value | undefined {
    if (text !== 'body') return undefined
    const document = this.#documentIfJson()
    return document instanceof Map ? document.get(name) : undefined
  }

  /** Throws MappingFault: `invalidJson` for the body, `invalidPath`, `budget`. */
  call(name: string, args: readonly Value[], budget: Budget = this.#budget): Value | undefined {
    const [argument] = args
    if (name === 'params' && args.length === 0) return this.#allParameters()
    if (args.length !== 1 || argument === undefined) return undefined
    const text = argument === null ? '' : printValue(argument, budget)
    if (name === 'params') return this.#parameter(text)
    if (name === 'path') return this.#path(text, budget)
    return name === 'json' ? printJson(this.#path(text, budget), budget) : undefined
  }

  print(): string {
    return '{}'
  }

  /** A path that leads nowhere is the empty text. */
  #path(text: string, budget: Budget): Value {
    spend(budget, 1 + (text.length >> 5))
    if (!this.#paths.has(text)) spend(budget, STEPS_A_PATH + STEPS_A_PATH_CHARACTER * text.length)
    this.#paths.add(text)
    const read = readerOf(text)
    const found = read(this.#read(), budget)
    return found === undefined ? '' : found
  }

  #read(): Value {
    try {
      this.#document ??= { value: parseJson(this.#body) }
    } catch (error) {
      if (!(error instanceof MappingFault)) throw error
      // AWS's words, as recorded: vtl-0248.
      const cause = `net.minidev.json.parser.ParseException: ${error.message}`
      throw new MappingFault('invalidJson', `Could not process payload${cause}`)
    }
    return this.#document.value
  }

  #documentIfJson(): Value | undefined {
    try {
      return this.#read()
    } catch {
      return undefined
    }
  }

  #allParameters(): ValueMap {
    if (this.#params === undefined) {
      const { path, querystring, header } = this.#parameters()
      this.#params = new Map<Value, Value>([
        ['path', new Map<Value, Value>(path)],
        ['querystring', new Map<Value, Value>(querystring)],
        ['header', new HeaderValues(header)],
      ])
    }
    return this.#params
  }

  /** The path's, else the query string's, else the header of that name. */
  #parameter(name: string): Value {
    for (const values of this.#allParameters().values()) {
      const value = values instanceof Map ? values.get(name) : undefined
      if (value !== undefined) return value
    }
    return ''
  }
}

/** Headers, found whatever the case of the name that is asked for. */
class HeaderValues extends Map<Value, Value> {
  override get(name: Value): Value | undefined {
    return super.get(name) ?? (typeof name === 'string' ? super.get(name.toLowerCase()) : undefined)
  }

  override has(name: Value): boolean {
    return this.get(name) !== undefined
  }
}

/** Paths are written in templates, so that the same few come again and again: compiled once, the oldest forgotten first. */
const READERS = new Map<string, ReadPath>()
const MAX_READERS = 500
const MAX_CACHED_TEXT = 500

function readerOf(text: string): ReadPath {
  const known = READERS.get(text)
  if (known !== undefined) return known
  const path = parseJsonPath(text)
  if (path === undefined) throw new MappingFault('invalidPath', `Invalid JSONPath: ${text.slice(0, MAX_CACHED_TEXT)}`)
  const read = linkJsonPath(path)
  if (text.length > MAX_CACHED_TEXT) return read
  if (READERS.size >= MAX_READERS) READERS.delete(READERS.keys().next().value ?? '')
  READERS.set(text, read)
  return read
}
