import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'

/** What AWS's own signer hashes with. */
class Sha256 {
  readonly #hash: { update(data: Buffer): unknown; digest(): Buffer }

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data))
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()))
  }

  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data)
}

export interface SignedBySdk {
  readonly method: string
  /** Encoded. */
  readonly path: string
  readonly query: string
  /** Those that the signature covers, with the host. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  readonly service: string
  readonly region: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
  readonly date: Date
}

/** The Authorization header that the AWS SDK for JavaScript would send. */
export async function authorizationBySdk(request: SignedBySdk): Promise<string> {
  const { service, region, credentials, method, path, headers, body } = request
  const signer = new SignatureV4({
    ...{ service, region, credentials, sha256: Sha256, applyChecksum: true },
    uriEscapePath: service !== 's3',
  })
  const query: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(request.query)) {
    const known = query[name]
    query[name] = known === undefined ? value : [known, value].flat()
  }
  const hash = createHash('sha256').update(body).digest('hex')
  const unsigned = { method, protocol: 'https:', hostname: headers.host ?? '', path, query, body }
  const signed = await signer.sign(
    { ...unsigned, headers: { ...headers, 'x-amz-content-sha256': hash } },
    { signingDate: request.date },
  )
  return signed.headers.authorization ?? ''
}
