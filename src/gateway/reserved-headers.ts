/** Headers that the gateway keeps for itself: from a non-proxy integration they come back as `x-amzn-Remapped-…`, as recorded on AWS. */
const RESERVED: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'upgrade',
  'user-agent',
  'www-authenticate',
])

/** The name under which a header reaches the client that a mapping or a template has set. */
export const returnedName = (name: string): string =>
  RESERVED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name
