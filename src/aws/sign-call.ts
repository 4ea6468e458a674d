import type { HeaderMap } from '../lib/header-map.ts'
import type { ServiceEndpoint } from './endpoints.ts'
import { utf8 } from './sigv4-encoding.ts'
import type { Credentials } from './sigv4-key.ts'
import { signRequest } from './sigv4-sign.ts'

/** A call as it goes over the wire. */
export interface AwsCall {
  /** As a URL parser leaves it: what is sent is what is signed. */
  readonly url: string
  readonly method: string
  readonly headers: HeaderMap
  readonly body: Uint8Array<ArrayBuffer> | string
}

/** What a signature makes itself; a value from elsewhere would only break it. */
const MADE_BY_SIGNING = ['host', 'authorization', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token'] as const
/** What AWS wants signed. Of the rest a runtime or a proxy may add, drop or rewrite on the way. */
const SIGNED = /^(?:content-type|content-md5|x-amz-.+)$/

/** Adds what a signature adds to the headers of a call: X-Amz-Date, X-Amz-Content-Sha256, Authorization, the session token. */
export async function signCall(
  { url, method, headers, body }: AwsCall,
  { signingName, signingRegion }: ServiceEndpoint,
  credentials: Credentials,
  now: number,
): Promise<void> {
  for (const name of MADE_BY_SIGNING) headers.delete(name)
  const { host, pathname: path, search } = new URL(url)
  const covered = [['Host', host] as const, ...[...headers].filter(([name]) => SIGNED.test(name))]
  const signed = await signRequest(
    { method, path, query: search.slice(1), headers: covered },
    typeof body === 'string' ? utf8(body) : body,
    { credentials, region: signingRegion, service: signingName, now, sendPayloadHash: true },
  )
  for (const [name, value] of signed.headers.slice(covered.length)) headers.set(name, value)
}
