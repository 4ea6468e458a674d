/**
 * Compares a recorded value with ours as the recordings mean it: `<name:1>` stands for any text, the same everywhere; an object where AWS
 * answers text is the parsed text. Returns the differences, each with its place. Pass one `bound` for values that belong together.
 */
export function matches(expected: unknown, actual: unknown, bound = new Map<string, string>()): string[] {
  const differences: string[] = []
  compare(expected, actual, '', bound, differences)
  return differences
}

function compare(expected: unknown, actual: unknown, place: string, bound: Map<string, string>, found: string[]): void {
  if (typeof expected === 'string' && typeof actual === 'string') {
    if (!textMatches(expected, actual, bound)) found.push(`${place}: ${JSON.stringify(actual)} is not ${expected}`)
  } else if (typeof expected === 'object' && expected !== null && typeof actual === 'string') {
    compare(expected, parsed(actual), place, bound, found)
  } else if (isRecord(expected) && isRecord(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if (!Object.hasOwn(expected, key)) found.push(`${place}/${key}: not expected: ${JSON.stringify(actual[key])}`)
      else if (!Object.hasOwn(actual, key)) found.push(`${place}/${key}: missing: ${JSON.stringify(expected[key])}`)
      else compare(expected[key], actual[key], `${place}/${key}`, bound, found)
    }
  } else if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    for (const [position, item] of expected.entries())
      compare(item, actual[position], `${place}/${position}`, bound, found)
  } else if (expected !== actual) found.push(`${place}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`)
}

function textMatches(expected: string, actual: string, bound: Map<string, string>): boolean {
  const names: string[] = []
  const pattern = expected.split(/(<[a-z_-]+(?::\d+)?>)/).map((piece, position) => {
    if (position % 2 === 0) return piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    names.push(piece)
    return '(.+)'
  })
  const [, ...values] = new RegExp(`^${pattern.join('')}$`, 's').exec(actual) ?? []
  if (names.length === 0) return expected === actual
  return values.length === names.length && names.every((name, position) => bind(name, values[position] ?? '', bound))
}

/** Placeholders with a number stand for one value. */
function bind(name: string, value: string, bound: Map<string, string>): boolean {
  if (!name.includes(':')) return true
  if (!bound.has(name)) bound.set(name, value)
  return bound.get(name) === value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
