import type { SigV4Request } from '../aws/sigv4-canonical.ts'
import { SignatureError } from '../aws/sigv4-error.ts'
import { presentedSignature } from '../aws/sigv4-presented.ts'
import { presignRequest } from '../aws/sigv4-sign.ts'
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
/** Room for a zip of 10 MB in base64. */
const MAX_LAMBDA_BODY_BYTES = 14 * 1024 * 1024 + 256 * 1024

const bodyLimitOf = (service: string) => (service === 'lambda' ? MAX_LAMBDA_BODY_BYTES : MAX_MANAGEMENT_BODY_BYTES)

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
  const presented = presentedSignature(signed)
  const isOurs = secretOf(presented.accessKeyId) !== undefined
  const body = isOurs ? await readBody(request, bodyLimitOf(presented.scope.service)) : new Uint8Array()
  return verifySigV4(signed, body, { secretOf, now })
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
async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done || value === undefined) break
    length += value.length
    if (length > limit) {
      await reader?.cancel()
      throw tooLarge(limit)
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

const tooLarge = (limit: number) =>
  new ControlError(
    'RequestTooLargeException',
    `Request Too Long: a management call takes ${Math.floor(limit / 1024 / 1024)} MB at most.`,
  )

/** A URL that who has it may get for a while, signed for the service `lambda` as the owner would. Throws ControlError. */
export async function presign(
  url: URL,
  expiresInSeconds: number,
  { accessKeyId, secretAccessKey, region }: ManagementSettings,
  now: number,
): Promise<string> {
  if (!accessKeyId || !secretAccessKey) throw new ControlError('UnrecognizedClientException', NO_CREDENTIALS)
  const request = { method: 'GET', path: url.pathname, query: '', headers: [['host', url.host] as const] }
  const credentials = { accessKeyId, secretAccessKey }
  const { query } = await presignRequest(request, new Uint8Array(), {
    credentials,
    region,
    service: 'lambda',
    now,
    expiresInSeconds,
  })
  return `${url.origin}${url.pathname}?${query}`
}
