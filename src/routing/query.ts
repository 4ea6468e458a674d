/** A query string, each name and value decoded once (`+` is a space), in the order sent. */
export interface Query {
  readonly entries: readonly (readonly [name: string, value: string])[]
  /** The last value of the name, as AWS's single-value maps take it. */
  last(name: string): string | undefined
  all(name: string): readonly string[]
}

export function parseQuery(raw: string): Query {
  const entries =
    raw === ''
      ? []
      : raw
          .split('&')
          .filter((pair) => pair !== '')
          .map(splitPair)
  const all = (name: string) => entries.filter((entry) => entry[0] === name).map((entry) => entry[1])
  return { entries, all, last: (name) => all(name).at(-1) }
}

function splitPair(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=')
  return equals === -1 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
}

/** A malformed escape stays as it was sent: a query must never make a request fail. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
