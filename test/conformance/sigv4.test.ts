import { expect } from 'vitest'
import { headerValue, type PathStyle, type SigV4Request } from '../../src/aws/sigv4-canonical.ts'
import { SignatureError } from '../../src/aws/sigv4-error.ts'
import { presignRequest, signRequest } from '../../src/aws/sigv4-sign.ts'
import { type VerifyOptions, verifySigV4 } from '../../src/aws/sigv4-verify.ts'
import { parseRawRequest } from '../aws/raw-request.ts'
import { conformance, type Vector } from './runner.ts'

// AWS's own signing suite (vectors/sigv4.json): each request signed, verified, and refused with any one byte flipped.

interface Input {
  readonly location: 'header' | 'query'
  readonly rawRequest: string
  readonly context: {
    readonly credentials: { access_key_id: string; secret_access_key: string; token?: string }
    readonly expiration_in_seconds: number
    readonly normalize: boolean
    readonly region: string
    readonly service: string
    readonly sign_body: boolean
    readonly timestamp: string
    readonly omit_session_token?: boolean
  }
}

interface Expected {
  readonly signature: string
  readonly signedRequest: string
}

type SigV4Vector = Vector<Input, Expected>

const styleOf = (vector: SigV4Vector): PathStyle => ({ normalize: vector.input.context.normalize, doubleEncode: true })

function sign(vector: SigV4Vector): Promise<SigV4Request> {
  const { context, location, rawRequest } = vector.input
  const { request, body } = parseRawRequest(rawRequest)
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey, token: sessionToken } = context.credentials
  const options = {
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    region: context.region,
    service: context.service,
    now: Date.parse(context.timestamp),
    pathStyle: styleOf(vector),
    sendPayloadHash: context.sign_body,
    sessionTokenUnsigned: context.omit_session_token,
  }
  return location === 'header'
    ? signRequest(request, body, options)
    : presignRequest(request, body, { ...options, expiresInSeconds: context.expiration_in_seconds })
}

function verify(vector: SigV4Vector, request: SigV4Request, body: Uint8Array<ArrayBuffer>, now?: number) {
  const { context } = vector.input
  const options: VerifyOptions = {
    secretOf: (id) => (id === context.credentials.access_key_id ? context.credentials.secret_access_key : undefined),
    now: now ?? Date.parse(context.timestamp),
    pathStyle: styleOf(vector),
    sessionTokenUnsigned: context.omit_session_token,
  }
  return verifySigV4(request, body, options)
}

const signatureIn = (request: SigV4Request): string | undefined =>
  /Signature=([0-9a-f]{64})/.exec(`${headerValue(request, 'authorization') ?? ''} ${request.query}`)?.[1]

/** The request with one byte flipped in one of its parts; several places, each of which the signature has to cover. */
function* flips(request: SigV4Request, body: Uint8Array<ArrayBuffer>, unsigned: readonly string[]) {
  yield ['method', { ...request, method: flip(request.method, 0) }, body] as const
  yield ['longer path', { ...request, path: `${request.path}x` }, body] as const
  // What a dot segment removes may be any text: there only the longer path is tried.
  const letter = /\/\.{1,2}(?:\/|$)/.test(request.path) ? -1 : request.path.search(/[a-z]/)
  if (letter !== -1) yield ['path', { ...request, path: flip(request.path, letter) }, body] as const
  const signature = /Signature=/.exec(request.query)
  if (signature !== null) {
    for (const offset of [0, 31, 63]) {
      const at = signature.index + 'Signature='.length + offset
      yield [`query signature +${offset}`, { ...request, query: flip(request.query, at) }, body] as const
    }
  }
  for (const [i, [name, value]] of request.headers.entries()) {
    if (unsigned.includes(name.toLowerCase()) || value === '') continue
    const headers = request.headers.with(i, [name, flip(value, value.length - 1)])
    yield [`header ${name}`, { ...request, headers }, body] as const
  }
  for (let i = 0; i < body.length; i++) yield [`body byte ${i}`, request, body.with(i, (body[i] ?? 0) ^ 1)] as const
}

const flip = (text: string, at: number): string =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)

async function refusesEveryFlip(vector: SigV4Vector): Promise<void> {
  const { request, body } = parseRawRequest(vector.expected.signedRequest)
  const unsigned = vector.input.context.omit_session_token ? ['x-amz-security-token'] : []
  const tried = [...flips(request, body, unsigned)]
  expect(tried.length).toBeGreaterThan(3)
  for (const [place, changed, changedBody] of tried) {
    await expect(verify(vector, changed, changedBody), place).rejects.toBeInstanceOf(SignatureError)
  }
}

async function refusesOtherTimes(vector: SigV4Vector): Promise<void> {
  const { request, body } = parseRawRequest(vector.expected.signedRequest)
  const signedAt = Date.parse(vector.input.context.timestamp)
  for (const now of [signedAt - HOUR_MILLIS, signedAt + WEEK_MILLIS + 1]) {
    await expect(verify(vector, request, body, now)).rejects.toThrow(/^Signature (expired|not yet current): /)
  }
}

const HOUR_MILLIS = 3_600_000
const WEEK_MILLIS = 7 * 24 * HOUR_MILLIS

conformance<Input, Expected>({
  area: 'sigv4',
  async check(vector) {
    const signed = await sign(vector)
    expect(signatureIn(signed)).toBe(vector.expected.signature)
    const { request, body } = parseRawRequest(vector.expected.signedRequest)
    for (const presented of [request, signed]) {
      expect(await verify(vector, presented, body)).toMatchObject({
        form: vector.input.location,
        accessKeyId: 'AKIDEXAMPLE',
      })
    }
    await refusesEveryFlip(vector)
    await refusesOtherTimes(vector)
  },
})
