const SUSPECT = /[%;\\]|\/\/|(?:^|\/)\.\.?(?:\/|$)/
/** Backends decode once or twice; what is still encoded then is text. */
const DECODINGS = 3
/** An ASCII character, or one in UTF-8 that is longer than it may be. */
const ESCAPE = /%(?:([0-7][0-9a-f])|(c[01])%([89ab][0-9a-f]))/gi

/**
 * What a backend may make of a path: decoded, without `;x` behind segments, `\` read as `/`, dot segments followed, slashes once.
 * Undefined for a path that says what it says. Without slashes at its ends, as `path` has none.
 */
export function plainPath(path: string): string | undefined {
  if (!SUSPECT.test(path)) return undefined
  const plain = followed(decoded(path).replaceAll('\\', '/'))
  return plain === path ? undefined : plain
}

function decoded(path: string): string {
  let text = path
  for (let i = 0; i < DECODINGS && text.includes('%'); i++) text = text.replace(ESCAPE, decodeAscii)
  return text
}

function decodeAscii(_: string, ascii: string | undefined, lead = '0', tail = '0'): string {
  const overlong = ((Number.parseInt(lead, 16) & 1) << 6) | (Number.parseInt(tail, 16) & 0x3f)
  return String.fromCharCode(ascii === undefined ? overlong : Number.parseInt(ascii, 16))
}

function followed(path: string): string {
  const segments: string[] = []
  for (const part of path.split('/')) {
    const semicolon = part.indexOf(';')
    const segment = semicolon === -1 ? part : part.slice(0, semicolon)
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments.join('/')
}
