const SUSPECT = /[%;\\]|\/\/|(?:^|\/)\.\.?(?:\/|$)/
/** Beside encodings. */
const TWISTED = /[;\\]|\/\/|(?:^|\/)\.\.?(?:\/|$)/
/** Backends decode once or twice; what is still encoded then is text. */
const DECODINGS = 3
/** An ASCII character, or one in UTF-8 that is longer than it may be. */
const ESCAPE = /%(?:([0-7][0-9a-f])|(c[01])%([89ab][0-9a-f]))/gi

const NONE: readonly string[] = []

/**
 * What backends may make of a path beside what it says: decoded once or more, `\` for `/` or not, without `;x` behind segments or with it,
 * empty segments dropped before dot segments are followed or after. Few or none for paths that people use. Without slashes at the ends.
 */
export function pathReadings(path: string): readonly string[] {
  if (!SUSPECT.test(path)) return NONE
  const readings = new Set<string>()
  let text = path
  for (let i = 0; i <= DECODINGS; i++) {
    for (const reading of untwisted(text)) readings.add(reading)
    const decoded = text.replace(ESCAPE, decodeAscii)
    if (decoded === text) break
    text = decoded
  }
  readings.delete(path)
  return [...readings]
}

function decodeAscii(_: string, ascii: string | undefined, lead = '0', tail = '0'): string {
  const overlong = ((Number.parseInt(lead, 16) & 1) << 6) | (Number.parseInt(tail, 16) & 0x3f)
  return String.fromCharCode(ascii === undefined ? overlong : Number.parseInt(ascii, 16))
}

function untwisted(path: string): string[] {
  if (!TWISTED.test(path)) return [trimmed(path)]
  return [path, path.replaceAll('\\', '/')].flatMap((text) =>
    [text, text.replace(/;[^/]*/g, '')].flatMap((plain) => [followed(plain), followed(plain.replace(/\/{2,}/g, '/'))]),
  )
}

const trimmed = (path: string): string => path.split('/').filter(Boolean).join('/')

/** Dot segments as RFC 3986 has them: one goes back over an empty segment, too. */
function followed(path: string): string {
  const segments: string[] = []
  for (const segment of path.replace(/^\/+/, '').split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '.') segments.push(segment)
  }
  return segments.filter(Boolean).join('/')
}
