import { at } from './json-value.ts'
import type { Report } from './report.ts'

/** Pointer to a declared schema → the name of its model: letters and digits, which is all AWS allows. */
export function modelNames(names: readonly string[], place: string, report: Report): ReadonlyMap<string, string> {
  const taken = new Set(names.filter((name) => isModelName(name)))
  return new Map(
    names.map((name) => [at(place, name), isModelName(name) ? name : renamed(name, at(place, name), taken, report)]),
  )
}

/** A name that is the same at every import of the same schema: `MODEL` and six digits, like AWS's generated names. */
export function nameOfInlineSchema(text: string, taken: ReadonlySet<string>): string {
  return freeName((attempt) => `MODEL${hash(attempt + text)}`, taken)
}

const isModelName = (name: string) => /^[a-zA-Z0-9]+$/.test(name)

function renamed(name: string, place: string, taken: Set<string>, report: Report): string {
  const plain = name.replace(/[^a-zA-Z0-9]/g, '')
  const model = freeName((attempt) => (plain && attempt === '' ? plain : `${plain}${hash(attempt + name)}`), taken)
  taken.add(model)
  report.warn(place, `names of models are letters and digits: ${JSON.stringify(name)} is imported as ${model}`)
  return model
}

function freeName(propose: (attempt: string) => string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt++) {
    const name = propose(attempt === 0 ? '' : `${attempt} `)
    if (!taken.has(name)) return name
  }
}

/** FNV-1a, 24 bits as six hexadecimal digits: names need no secrecy, and the same text must give the same name. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let position = 0; position < text.length; position++)
    value = Math.imul(value ^ text.charCodeAt(position), 0x01000193) >>> 0
  return ((value ^ (value >>> 24)) & 0xffffff).toString(16).padStart(6, '0')
}
