import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { describe, expect, it } from 'vitest'
import { endpointOf } from '../../src/aws/endpoints.ts'
import { signCall } from '../../src/aws/sign-call.ts'
import { HeaderMap } from '../../src/lib/header-map.ts'

const NOW = Date.UTC(2026, 10, 22, 8, 5, 9)
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/+', sessionToken: 'token==' }

/** What AWS's own signer hashes with. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash>
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = (
      secret === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(secret as never))
    ) as never
  }
  update(data: string | ArrayBuffer | ArrayBufferView) {
    this.#hash.update(typeof data === 'string' ? data : Buffer.from(data as never))
  }
  digest = async () => new Uint8Array(this.#hash.digest())
  reset() {}
}

describe('a call is signed as the AWS SDK signs it', () => {
  it.each([
    ['sqs', 'POST', '/123456789012/orders', '', 'Action=SendMessage&MessageBody=%C3%A9'],
    ['sns', 'POST', '/', 'Action=Publish&TopicArn=arn%3Aaws%3Asns&Message=a%20b%2Bc&a=&a=2', ''],
    ['s3', 'PUT', '/bucket/a%20b/%C3%A9//c%2Bd~.txt', 'x-id=PutObject', 'body é'],
    ['s3', 'GET', '/bucket/', 'list-type=2&prefix=a%2Fb', ''],
    ['execute-api', 'GET', '/prod/a%20b', '', ''],
    ['dynamodb', 'POST', '/', 'Action=Scan', '{"TableName":"t"}'],
  ])('%s %s %s?%s', async (service, method, path, query, body) => {
    const endpoint = endpointOf({ service, region: 'eu-west-1' })
    const headers = new HeaderMap({
      accept: 'application/json',
      'content-type': 'application/json',
      'x-amz-target': 'A.B',
      'user-agent': 'AmazonAPIGateway_abc',
      'x-amzn-trace-id': 'Root=1-2-3',
      'x-amz-meta-note': '  a   b ',
      'accept-encoding': 'gzip',
    })
    const covered = Object.fromEntries([...headers].filter(([name]) => /^(?:content-type|x-amz-)/.test(name)))
    await signCall(
      { url: `${endpoint.url}${path}${query && `?${query}`}`, method, headers, body },
      endpoint,
      CREDENTIALS,
      NOW,
    )

    const signer = new SignatureV4({
      service: endpoint.signingName,
      region: endpoint.signingRegion,
      credentials: CREDENTIALS,
      sha256: Sha256 as never,
      uriEscapePath: service !== 's3',
      applyChecksum: true,
    })
    const { host } = new URL(endpoint.url)
    const parameters: Record<string, string | string[]> = {}
    for (const [name, value] of new URLSearchParams(query)) {
      const known = parameters[name]
      parameters[name] = known === undefined ? value : [known, value].flat()
    }
    const reference = await signer.sign(
      {
        method,
        protocol: 'https:',
        hostname: host,
        path,
        query: parameters,
        headers: {
          host,
          ...covered,
          'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
        },
        body,
      } as never,
      { signingDate: new Date(NOW) },
    )
    const expected = (reference as unknown as { headers: unknown }).headers as Record<string, string>
    expect(headers.get('authorization')).toBe(expected.authorization)
    expect(headers.get('x-amz-security-token')).toBe('token==')
    expect(headers.get('x-amz-date')).toBe('20261122T080509Z')
    expect(headers.get('x-amz-content-sha256')).toBe(expected['x-amz-content-sha256'])
  })
})
