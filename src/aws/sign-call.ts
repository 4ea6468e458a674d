import type { HeaderMap } from '../lib/header-map.ts'
import type { ServiceEndpoint } from './endpoints.ts'
import { utf8 } from './sigv4-encoding.ts'
import type { Credentials } from './sigv4-key.ts'
import { signRequest } from './sigv4-sign.ts'

/** A call as it goes over the wire. */
export interface AwsCall {
  /** Whole, nothing to be normalised: what is sent is what is signed. */
  readonly url: string
  readonly method: string
  readonly headers: HeaderMap
  readonly body: Uint8Array<ArrayBuffer> | string
}

/** Adds what a signature adds to the headers of a call: X-Amz-Date, X-Amz-Content-Sha256, Authorization, the session token. */
export async function signCall(
  { url, method, headers, body }: AwsCall,
  { signingName, signingRegion }: ServiceEndpoint,
  credentials: Credentials,
  now: number,
): Promise<void> {
  const [path = '', query = ''] = /^https?:\/\/[^/?]+([^?]*)\??(.*)$/s.exec(url)?.slice(1) ?? []
  const { host } = new URL(url)
  const request = { method, path: path || '/', query, headers: [['Host', host] as const, ...headers] }
  const bytes = typeof body === 'string' ? utf8(body) : body
  const options = { credentials, region: signingRegion, service: signingName, now, sendPayloadHash: true }
  const signed = await signRequest(request, bytes, options)
  for (const [name, value] of signed.headers.slice(request.headers.length)) headers.set(name, value)
}
