import type { SigV4Request } from '../aws/sigv4-canonical.ts'
import { SignatureError } from '../aws/sigv4-error.ts'
import { presentedSignature } from '../aws/sigv4-presented.ts'
import { type VerifiedRequest, verifySigV4 } from '../aws/sigv4-verify.ts'
import { ControlError } from '../errors/control-error.ts'
import { checkOrigin } from './request-origin.ts'

/** The Worker's configuration as the management API sees it. */
export interface ManagementSettings {
  /** Host names without port: `localhost`, `[::1]`. */
  readonly managementHosts: readonly string[]
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly region: string
}

/** A management call that may be served. */
export interface ManagementCall {
  /** Of the credential scope: `apigateway`, `lambda`, `iam`, `sts`. */
  readonly service: string
  readonly accessKeyId: string
  /** Decoded when it came in signed chunks. */
  readonly body: Uint8Array<ArrayBuffer>
}

/** AWS takes documents of 6 MB; the rest is for the frames of a chunked body. */
export const MAX_MANAGEMENT_BODY_BYTES = 6 * 1024 * 1024 + 256 * 1024

/**
 * Lets through what the owner signed, and nothing else: every management call passes here first. Throws ControlError.
 * Differs from AWS: any region may stand in the credential scope (a gateway is one region of its own, and clients are configured with
 * many), and a session token is accepted as signed and not looked at, since no temporary credentials are issued.
 */
export async function authenticate(
  request: Request,
  settings: ManagementSettings,
  now: number,
): Promise<ManagementCall> {
  checkOrigin(request, settings.managementHosts)
  const { accessKeyId, secretAccessKey } = settings
  if (!accessKeyId || !secretAccessKey) throw new ControlError('UnrecognizedClientException', NO_CREDENTIALS)
  const verified = await asControlError(() => verify(request, accessKeyId, secretAccessKey, now))
  if (verified.form === 'query' && request.method !== 'GET') {
    throw new ControlError('InvalidSignatureException', 'Only GET requests may be signed in their query string.')
  }
  return { service: verified.scope.service, accessKeyId: verified.accessKeyId, body: verified.body }
}

const NO_CREDENTIALS =
  'This gateway has no management credentials yet, so it refuses every management call. Set its secrets ' +
  'POSTERN_ACCESS_KEY_ID and POSTERN_SECRET_ACCESS_KEY.'

/** A body is held in memory to be verified: not one of a stranger who names no key of ours. */
async function verify(request: Request, accessKeyId: string, secretAccessKey: string, now: number) {
  const signed = sigV4RequestOf(request)
  const secretOf = (id: string) => (id === accessKeyId ? secretAccessKey : undefined)
  const isOurs = secretOf(presentedSignature(signed).accessKeyId) !== undefined
  return verifySigV4(signed, isOurs ? await readBody(request) : new Uint8Array(), { secretOf, now })
}

async function asControlError(work: () => Promise<VerifiedRequest>): Promise<VerifiedRequest> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SignatureError) throw new ControlError(error.type, error.message)
    throw error
  }
}

/** The request as its client signed it. Dot segments are gone by now: a path that held some does not verify. */
function sigV4RequestOf(request: Request): SigV4Request {
  const { pathname, search, host } = new URL(request.url)
  const headers: [string, string][] = [...request.headers]
  if (!request.headers.has('host')) headers.push(['host', host])
  return { method: request.method, path: pathname, query: search.slice(1), headers }
}

/** The whole body, or a refusal before more than the limit is held in memory. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_MANAGEMENT_BODY_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done || value === undefined) break
    length += value.length
    if (length > MAX_MANAGEMENT_BODY_BYTES) {
      await reader?.cancel()
      throw tooLarge()
    }
    chunks.push(value)
  }
  return concatenate(chunks, length)
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

const tooLarge = () =>
  new ControlError('RequestTooLargeException', 'Request Too Long: a management call takes 6 MB at most.')
