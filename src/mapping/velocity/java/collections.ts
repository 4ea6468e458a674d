/** Lists, sets, arrays, entries and iterators that Java's methods give. */
import { ArrayList, HostObject, type Value, type ValueMap } from '../../values.ts'
import type { Run } from '../run.ts'
import { javaError } from './method.ts'

type View = 'keys' | 'values' | 'entries'

/** keySet(), values(), entrySet(): prints as a list, and has no positions. A copy: the map's own changes show in a new one. */
export class JavaSet extends ArrayList {
  /** The map it was made of: a loop over it must not change that one's size. */
  source: ValueMap = new Map()
  of: View = 'keys'

  static viewOf(map: ValueMap, of: View, items: Iterable<Value>): JavaSet {
    const set = new JavaSet()
    for (const item of items) set.push(item)
    set.source = map
    set.of = of
    return set
  }
}

/** split() and toArray(): an array, which Velocity lets act as a list of fixed size. */
export class JavaArray extends ArrayList {}

export function arrayList(items: Iterable<Value>): ArrayList {
  const list = new ArrayList()
  for (const item of items) list.push(item)
  return list
}

export function javaArray(items: Iterable<Value>): JavaArray {
  const list = new JavaArray()
  for (const item of items) list.push(item)
  return list
}

/** `$entry.key`, `$entry.value`. */
export class MapEntry extends HostObject {
  private readonly map: ValueMap
  readonly key: Value
  private readonly printed: () => string

  constructor(r: Run, map: ValueMap, key: Value) {
    super()
    this.map = map
    this.key = key
    const print = (value: Value) => (value === null ? 'null' : r.print(value))
    this.printed = () => `${print(key)}=${print(this.value())}`
  }

  value(): Value {
    return this.map.get(this.key) ?? null
  }

  member(name: string): Value | undefined {
    if (name === 'key') return this.key
    return name === 'value' ? this.value() : undefined
  }

  call(name: string, args: readonly Value[]): Value | undefined {
    if (name === 'setValue' && args.length === 1) return this.set(args[0] ?? null)
    if (args.length > 0) return undefined
    if (name === 'getKey') return this.key
    if (name === 'getValue') return this.value()
    return name === 'toString' ? this.print() : undefined
  }

  private set(value: Value): Value {
    const before = this.value()
    this.map.set(this.key, value)
    return before
  }

  override setMember(name: string, value: Value): boolean {
    if (name !== 'value') return false
    this.set(value)
    return true
  }

  print(): string {
    return this.printed()
  }
}

/** iterator() */
export class JavaIterator extends HostObject {
  private readonly items: readonly Value[]
  private at = 0

  constructor(items: readonly Value[]) {
    super()
    this.items = items
  }

  member(_name: string): undefined {
    return undefined
  }

  call(name: string, args: readonly Value[]): Value | undefined {
    if (args.length > 0) return undefined
    if (name === 'hasNext') return this.at < this.items.length
    if (name !== 'next') return undefined
    if (this.at >= this.items.length) javaError('util.NoSuchElementException', 'no more items')
    return this.items[this.at++] ?? null
  }

  /** What is left, for `#foreach`. */
  rest(): readonly Value[] {
    const rest: Value[] = []
    for (; this.at < this.items.length; this.at++) rest.push(this.items[this.at] ?? null)
    return rest
  }

  print(): string {
    return 'java.util.Iterator'
  }
}

/** Java's char: prints and compares as a text of one character, but is none. */
export class JavaCharacter extends HostObject {
  readonly text: string

  constructor(text: string) {
    super()
    this.text = text
  }

  member(_name: string): undefined {
    return undefined
  }

  call(name: string, args: readonly Value[]): Value | undefined {
    const [other] = args
    if (name === 'compareTo' && args.length === 1) return this.compareTo(other)
    if (other instanceof JavaCharacter && args.length === 1) return other.ofText(name)
    if (args.length > 0) return undefined
    if (name === 'toString') return this.text
    return name === 'charValue' ? this : undefined
  }

  private compareTo(other: Value | undefined): number {
    if (!(other instanceof JavaCharacter))
      return javaError('ClassCastException', 'cannot be cast to class java.lang.Character')
    return this.text.charCodeAt(0) - other.text.charCodeAt(0)
  }

  /** Character.isDigit(c) and the like. */
  private ofText(name: string): Value | undefined {
    const pattern = CLASSES.get(name)
    if (pattern !== undefined) return pattern.test(this.text)
    if (name === 'toUpperCase') return new JavaCharacter(this.text.toUpperCase())
    if (name === 'toLowerCase') return new JavaCharacter(this.text.toLowerCase())
    return name === 'getNumericValue' ? Number.parseInt(this.text, 36) : undefined
  }

  print(): string {
    return this.text
  }
}

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['isDigit', /^\p{Nd}$/u],
  ['isLetter', /^\p{L}$/u],
  ['isLetterOrDigit', /^[\p{L}\p{Nd}]$/u],
  ['isAlphabetic', /^\p{Alphabetic}$/u],
  ['isUpperCase', /^\p{Uppercase}$/u],
  ['isLowerCase', /^\p{Lowercase}$/u],
  ['isWhitespace', /^[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]$/],
])
