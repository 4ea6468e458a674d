import { normalizeEscapes, uriEncode } from './sigv4-encoding.ts'

/** A request as it stands on the wire: nothing decoded, no dot segment resolved. */
export interface SigV4Request {
  readonly method: string
  /** `/restapis/arn%3Aaws`. */
  readonly path: string
  /** Without `?`. */
  readonly query: string
  /** Names in any case, repeated names one by one. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** How a service turns the path into its canonical form: S3 takes it as it is, all others normalise it and escape it again. */
export interface PathStyle {
  readonly normalize: boolean
  readonly doubleEncode: boolean
}

export const pathStyleOf = (service: string): PathStyle =>
  service === 's3' ? { normalize: false, doubleEncode: false } : { normalize: true, doubleEncode: true }

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request */
export function canonicalRequest(
  request: SigV4Request,
  signedHeaders: readonly string[],
  payloadHash: string,
  style: PathStyle,
  withoutParameters: readonly string[] = [],
): string {
  return [
    request.method,
    canonicalPath(request.path, style),
    canonicalQuery(request.query, withoutParameters),
    ...signedHeaders.map((name) => `${name}:${canonicalHeader(request, name)}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n')
}

/** The values of one header, trimmed, inner blanks collapsed, in the order sent. Undefined when it was not sent. */
export function headerValue(request: SigV4Request, name: string): string | undefined {
  const values = request.headers.filter(([sent]) => sent.toLowerCase() === name).map(([, value]) => collapse(value))
  return values.length === 0 ? undefined : values.join(',')
}

const canonicalHeader = (request: SigV4Request, name: string): string => headerValue(request, name) ?? ''

const collapse = (value: string): string => value.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')

function canonicalPath(path: string, style: PathStyle): string {
  const normalized = style.normalize ? removeDotSegments(path) : path
  const encode = style.doubleEncode ? uriEncode : (segment: string) => normalizeEscapes(segment, '%2B')
  return normalized.split('/').map(encode).join('/') || '/'
}

function removeDotSegments(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return `/${kept.join('/')}${kept.length > 0 && path.endsWith('/') ? '/' : ''}`
}

// Sorted by name and then by value: sorting whole pairs would put `a-b=` before `a=`.
function canonicalQuery(query: string, without: readonly string[]): string {
  return queryPairs(query)
    .filter(([name]) => !without.includes(name))
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** Names and values in AWS's one escaped form, in the order sent. `+` is a space, as those who read the query take it. */
export function queryPairs(query: string): readonly (readonly [name: string, value: string])[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      const [name, value] = equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
      return [normalizeEscapes(name, '%20'), normalizeEscapes(value, '%20')]
    })
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
