import { at, isObject, type JsonObject, type JsonValue, member, quote } from './json-value.ts'
import type { Report } from './report.ts'

/**
 * Typed reads of one object of the document. An absent or `null` member reads as undefined; one of the wrong kind is reported under its
 * place and reads as undefined.
 */
export class Fields {
  readonly object: JsonObject
  readonly place: string
  readonly #report: Report

  constructor(object: JsonObject, place: string, report: Report) {
    this.object = object
    this.place = place
    this.#report = report
  }

  value(key: string): JsonValue | undefined {
    return member(this.object, key) ?? undefined
  }

  at(key: string): string {
    return at(this.place, key)
  }

  /** YAML reads an unquoted `200` as a number and `true` as a boolean: both are text where AWS wants text. */
  text(key: string): string | undefined {
    const value = this.value(key)
    if (value === undefined || typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    this.#wrong(key, `must be text, not ${quote(value)}${substitutionHint(value)}`)
    return undefined
  }

  boolean(key: string): boolean | undefined {
    const value = this.value(key)
    if (value === undefined || typeof value === 'boolean') return value
    if (value === 'true' || value === 'false') return value === 'true'
    this.#wrong(key, `must be true or false, not ${quote(value)}`)
    return undefined
  }

  integer(key: string, least: number, most: number): number | undefined {
    const value = this.value(key)
    if (value === undefined) return undefined
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number
    this.#wrong(key, `must be a whole number from ${least} to ${most}, not ${quote(value)}`)
    return undefined
  }

  /** One of AWS's constants; documents write them in either case. */
  constant<T extends string>(key: string, known: readonly T[]): T | undefined {
    const text = this.text(key)
    if (text === undefined) return undefined
    const constant = known.find((candidate) => candidate === text.toUpperCase())
    if (constant === undefined) this.#wrong(key, `must be one of ${known.join(', ')}, not ${quote(text)}`)
    return constant
  }

  texts(key: string): readonly string[] | undefined {
    const value = this.value(key)
    if (value === undefined) return undefined
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
    this.#wrong(key, `must be a list of texts, not ${Array.isArray(value) ? 'a list of other things' : quote(value)}`)
    return undefined
  }

  fields(key: string): Fields | undefined {
    const value = this.value(key)
    if (value === undefined) return undefined
    if (isObject(value)) return new Fields(value, this.at(key), this.#report)
    this.#wrong(key, `must be an object, not ${quote(value)}`)
    return undefined
  }

  /** An object of texts: templates by content type, parameters by name. */
  textMap(key: string): Record<string, string> | undefined {
    const map = this.fields(key)
    return map && Object.fromEntries(map.keys().flatMap((name) => textEntry(map, name)))
  }

  keys(): string[] {
    return Object.keys(this.object)
  }

  /** Warns of members that nothing reads, so that a typing error does not pass as a setting. */
  warnUnknown(known: readonly string[], what: string): void {
    for (const key of this.keys())
      if (!known.includes(key)) this.#report.warn(this.at(key), `is no member of ${what} and has no effect here`)
  }

  #wrong(key: string, message: string): void {
    this.#report.error(this.at(key), message)
  }
}

function textEntry(map: Fields, name: string): [string, string][] {
  const text = map.text(name)
  return text === undefined ? [] : [[name, text]]
}

/** Templates of CloudFormation and SAM hold these where the value will stand. */
const substitutionHint = (value: JsonValue) =>
  isObject(value) && Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))
    ? ': replace the CloudFormation function by its value first'
    : ''
