/**
 * From an issuer's name to the text of its key set, by way of its discovery document.
 * https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
import { isPublic, type Outbound, OutboundError } from '../../bindings/outbound.ts'
import { HeaderMap } from '../../lib/header-map.ts'
import { fromUtf8 } from '../../lib/utf8.ts'
import { IssuerFault } from './token-fault.ts'

/** Of each document, as AWS has it for JWT authorizers. */
const FETCH_MILLIS = 1_500
const DOCUMENT_BYTES = 150 * 1_024

/** What is wrong with an issuer's name as an address; undefined when nothing is. */
export function issuerAddressFault(issuer: string): string | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'it has to be a URL that begins with https://'
  if (url.username !== '' || url.password !== '') return 'it must not hold a user name or a password'
  if (/[?#]/.test(issuer)) return 'it must not have a query or a fragment'
  if (url.protocol === 'http:' && isPublic(url.hostname)) return 'on the internet it has to begin with https://'
  return undefined
}

/** The text of the issuer's key set. Throws IssuerFault. */
export async function fetchKeySet(issuer: string, outbound: Outbound): Promise<string> {
  const base = issuer.endsWith('/') ? issuer.slice(0, -1) : issuer
  const discovery = 'its discovery document'
  const found = readDiscovery(await fetchText(`${base}/.well-known/openid-configuration`, discovery, outbound), issuer)
  return await fetchText(found, 'its key set', outbound)
}

function readDiscovery(text: string, issuer: string): string {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new IssuerFault('its discovery document is no JSON')
  }
  const { issuer: named, jwks_uri: address } = (document ?? {}) as Readonly<Record<string, unknown>>
  if (named !== issuer) throw new IssuerFault('its discovery document names another issuer')
  if (typeof address !== 'string') throw new IssuerFault('its discovery document has no jwks_uri')
  return address
}

async function fetchText(url: string, what: string, outbound: Outbound): Promise<string> {
  const fault = issuerAddressFault(url.replace(/\?[^#]*$/, ''))
  if (fault !== undefined) throw new IssuerFault(`the address of ${what} is refused: ${fault}`)
  const broken = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new IssuerFault(`${what} did not come within ${FETCH_MILLIS} ms`))
      broken.abort()
    }, FETCH_MILLIS)
  })
  try {
    return await Promise.race([late, readText(url, what, outbound, broken.signal)])
  } catch (error) {
    if (error instanceof IssuerFault) throw error
    throw new IssuerFault(`${what} cannot be fetched${error instanceof OutboundError ? ` (${error.failure})` : ''}`)
  } finally {
    clearTimeout(timer)
  }
}

async function readText(url: string, what: string, outbound: Outbound, signal: AbortSignal): Promise<string> {
  const headers = new HeaderMap({ accept: 'application/json' })
  const request = { url, method: 'GET', headers, body: null, timeoutInMillis: FETCH_MILLIS, signal }
  const response = await outbound(request)
  if (response.status === 200) return fromUtf8(await readBounded(response.body, what))
  await response.body?.cancel()
  throw new IssuerFault(`${what} was answered with status ${response.status}`)
}

/** Redirects are not followed, and what is larger is not read to its end. */
async function readBounded(body: ReadableStream<Uint8Array> | null, what: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(DOCUMENT_BYTES)
  let length = 0
  const reader = body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (part === undefined || part.done) return bytes.subarray(0, length)
    if (length + part.value.byteLength > DOCUMENT_BYTES) {
      await reader?.cancel()
      throw new IssuerFault(`${what} is larger than ${DOCUMENT_BYTES} bytes`)
    }
    bytes.set(part.value, length)
    length += part.value.byteLength
  }
}
