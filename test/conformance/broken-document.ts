/** Numbers from 0 up to but not 1, the same for the same seed. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Chance = () => number
type Container = Record<string, unknown> | unknown[]

const pick = <T>(items: readonly T[], chance: Chance): T => items[Math.floor(chance() * items.length)] as T

/** What stands in place of a value: other types, hostile names, references that lead nowhere or in circles. */
const WRONG: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1e308,
    '',
    ' ',
    '\u0000',
    'é\ud800',
    '$ref',
    '__proto__',
    'constructor',
    '/',
    '//',
    '{',
    '{a+}/b',
  ],
  ...['http://', 'arn:', 'arn:aws:apigateway:::', '${stageVariables.', '#/', '#/paths', '2.0', '99', 'x'.repeat(5_000)],
  ...[[], {}, [[]], [null], { $ref: '#' }, { $ref: '#/paths/~1' }, { $ref: 'https://example.com/x.json#/a' }],
  ...[{ $ref: 12 }, { type: 'AWS' }, { __proto__: null, toString: 1 }, { 'x-amazon-apigateway-integration': 7 }],
]

/** The document with one to four faults: values replaced, removed, doubled or renamed, or its text cut and torn. */
export function broken(text: string, document: unknown, seed: number): string {
  const chance = seeded(seed)
  if (chance() < 0.2) return torn(text, chance)
  const copy = structuredClone(document)
  const faults = 1 + Math.floor(chance() * 4)
  for (let i = 0; i < faults; i++) breakOne(copy, chance)
  return JSON.stringify(copy)
}

function torn(text: string, chance: Chance): string {
  const at = Math.floor(chance() * text.length)
  const end = Math.min(text.length, at + Math.floor(chance() * 200))
  const tear = pick(['', '{', '}', ']', '"', ':', '\t', '&a [*a]', '<<: *x', '\u0000', '- ', '!!js/function x'], chance)
  return text.slice(0, at) + tear + (chance() < 0.3 ? '' : text.slice(end))
}

function breakOne(document: unknown, chance: Chance): void {
  const place = placeIn(document, chance)
  if (place === undefined) return
  const [container, key] = place
  const fault = pick(['replace', 'replace', 'remove', 'rename', 'double'] as const, chance)
  if (Array.isArray(container)) {
    if (fault === 'remove') container.splice(Number(key), 1)
    else if (fault === 'double') container.push(structuredClone(container[Number(key)]))
    else container[Number(key)] = structuredClone(pick(WRONG, chance))
  } else if (fault === 'replace') container[key] = structuredClone(pick(WRONG, chance))
  else {
    const value = container[key]
    if (fault !== 'double') delete container[key]
    if (fault !== 'remove')
      container[pick(['', '/', `${key}x`, '/{a}/{b+}', 'x-amazon-apigateway-auth', '200'], chance)] = value
  }
}

/** A member or item anywhere in the document; deep ones as likely as shallow ones. */
function placeIn(document: unknown, chance: Chance): readonly [Container, string] | undefined {
  const places: [Container, string][] = []
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const key of Object.keys(value)) {
      places.push([value as Container, key])
      walk((value as Record<string, unknown>)[key])
    }
  }
  walk(document)
  return places.length === 0 ? undefined : pick(places, chance)
}
