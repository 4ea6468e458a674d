import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar } from 'yaml'
import { DEEPEST_NESTING, LONGEST_PLACE_CHARS, MOST_ALIASED_VALUES } from './document-limits.ts'
import { duplicateKeyMessage } from './json-text.ts'
import { at, isObject, type JsonObject, type JsonValue, quote, weightOf } from './json-value.ts'
import type { Report } from './report.ts'

/** Places whose text matters as it is written: `version: 1.0` names version 1.0, not 1. */
const TEXT_PLACES: ReadonlySet<string> = new Set(['/info/version', '/info/title', '/openapi', '/swagger'])
const CORE_TAG = /^(?:!|tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq))$/

/**
 * YAML text → value; throws SyntaxError. Aliases share one value and are counted, so that a bomb is refused before it unfolds;
 * merge keys (`<<`) work; CloudFormation's tags (`!Sub`) are errors, because their text is not yet the value.
 */
export function parseYaml(text: string, report: Report): JsonValue {
  const document: Document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent', schema: 'core' })
  const [fault] = document.errors
  if (fault) throw new SyntaxError(fault.message)
  return new YamlReader(report).read(document.contents, '', 0)
}

/** What an anchor stands for, and how many values it holds once unfolded. */
interface Anchored {
  readonly value: JsonValue
  readonly size: number
}

class YamlReader {
  readonly #report: Report
  readonly #anchors = new Map<string, Anchored>()
  /** Values read so far, those behind aliases counted each time. */
  #size = 0
  #aliased = 0

  constructor(report: Report) {
    this.#report = report
  }

  read(node: unknown, place: string, depth: number): JsonValue {
    if (depth > DEEPEST_NESTING) throw new SyntaxError(`nested deeper than ${DEEPEST_NESTING} levels at ${place}`)
    if (place.length > 2 * LONGEST_PLACE_CHARS)
      throw new SyntaxError(`keys within keys have more than ${LONGEST_PLACE_CHARS} characters`)
    if (isAlias(node)) return this.#alias(node.source, place)
    const before = this.#size++
    if ((node as Node | null)?.tag && !CORE_TAG.test((node as Node).tag ?? '')) this.#foreignTag(node as Node, place)
    const value = this.#unaliased(node, place, depth)
    const anchor = (node as { anchor?: string } | null)?.anchor
    if (anchor) this.#anchors.set(anchor, { value, size: this.#size - before })
    return value
  }

  #unaliased(node: unknown, place: string, depth: number): JsonValue {
    if (isScalar(node)) return this.#weighed(this.#scalar(node, place))
    if (isSeq(node)) return node.items.map((item, position) => this.read(item, at(place, position), depth + 1))
    if (isMap(node)) return this.#map(node.items, place, depth)
    return null
  }

  /** A scalar counts as one value already. */
  #weighed(scalar: JsonValue): JsonValue {
    this.#size += weightOf(scalar) - 1
    return scalar
  }

  #alias(name: string, place: string): JsonValue {
    const anchored = this.#anchors.get(name)
    if (!anchored) throw new SyntaxError(`the alias *${name} at ${place} stands for nothing before it, or for itself`)
    this.#size += anchored.size
    this.#aliased += anchored.size
    if (this.#aliased > MOST_ALIASED_VALUES)
      throw new SyntaxError(`aliases stand for more than ${MOST_ALIASED_VALUES} values`)
    return anchored.value
  }

  #map(items: readonly Pair[], place: string, depth: number): JsonObject {
    const members = new Map<string, JsonValue>()
    const merged: JsonValue[] = []
    for (const pair of items) {
      const key = this.#key(pair.key, place)
      const value = this.read(pair.value, at(place, key), depth + 1)
      if (key === '<<' && isMergeable(value)) {
        merged.push(value)
        continue
      }
      if (members.has(key)) this.#report.warn(at(place, key), duplicateKeyMessage(key))
      members.set(key, value)
    }
    for (const [key, value] of mergedEntries(merged)) if (!members.has(key)) members.set(key, value)
    return Object.fromEntries(members)
  }

  #key(node: unknown, place: string): string {
    if (isAlias(node)) return String(this.#alias(node.source, place))
    if (!isScalar(node)) throw new SyntaxError(`a key at ${place || '/'} is no plain text`)
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
  }

  #scalar(node: Scalar, place: string): JsonValue {
    const { value } = node
    if (typeof value === 'number' && TEXT_PLACES.has(place)) return node.source ?? String(value)
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number' && Number.isFinite(value)) return value
    this.#report.error(place, `${String(value)} has no JSON form: write a finite number or a quoted text`)
    return null
  }

  #foreignTag(node: Node, place: string): void {
    this.#report.error(
      place,
      `the YAML tag ${quote(node.tag)} is not resolved here: replace it by its value (\`aws cloudformation\` does when it packages)`,
    )
  }
}

const isMergeable = (value: JsonValue): boolean => isObject(value) || (Array.isArray(value) && value.every(isObject))

/** Of several merged maps the first that has a key wins. https://yaml.org/type/merge.html */
function mergedEntries(merged: readonly JsonValue[]): [string, JsonValue][] {
  const entries = merged
    .flat()
    .filter(isObject)
    .flatMap((map) => Object.entries(map))
  return [...new Map(entries.toReversed())]
}
