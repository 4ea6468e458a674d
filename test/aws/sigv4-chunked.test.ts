import { describe, expect, it } from 'vitest'
import type { SigV4Request } from '../../src/aws/sigv4-canonical.ts'
import { utf8 } from '../../src/aws/sigv4-encoding.ts'
import { verifySigV4 } from '../../src/aws/sigv4-verify.ts'

// The two worked examples of AWS's pages on signed chunks, with their keys, sizes and signatures:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html

const NOW = Date.parse('2013-05-24T00:00:00Z')
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const secretOf = (id: string) => (id === 'AKIAIOSFODNN7EXAMPLE' ? SECRET : undefined)
const CHUNK_1 = 'a'.repeat(65_536)
const CHUNK_2 = 'a'.repeat(1_024)

const PLAIN = {
  headers: [
    ['Host', 's3.amazonaws.com'],
    ['x-amz-date', '20130524T000000Z'],
    ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
    [
      'Authorization',
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
        'SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,' +
        'Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    ],
    ['x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'],
    ['Content-Encoding', 'aws-chunked'],
    ['x-amz-decoded-content-length', '66560'],
    ['Content-Length', '66824'],
  ],
  body:
    `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${CHUNK_1}\r\n` +
    `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${CHUNK_2}\r\n` +
    '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
} as const

const TRAILER = {
  headers: [
    ['Host', 's3.amazonaws.com'],
    ['x-amz-date', '20130524T000000Z'],
    ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
    [
      'Authorization',
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
        'SignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,' +
        'Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    ],
    ['x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'],
    ['Content-Encoding', 'aws-chunked'],
    ['x-amz-decoded-content-length', '66560'],
    ['x-amz-trailer', 'x-amz-checksum-crc32c'],
  ],
  body:
    `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${CHUNK_1}\r\n` +
    `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${CHUNK_2}\r\n` +
    '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n' +
    'x-amz-checksum-crc32c:sOO8/Q==\r\n' +
    'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
} as const

type Example = { readonly headers: SigV4Request['headers']; readonly body: string }

const verify = (example: Example, body = example.body) =>
  verifySigV4(
    { method: 'PUT', path: '/examplebucket/chunkObject.txt', query: '', headers: example.headers },
    utf8(body),
    { secretOf, now: NOW },
  )

describe.each([
  ['without trailer', PLAIN],
  ['with trailer', TRAILER],
] as const)("a body in signed chunks, %s, as AWS's page shows it", (_name, example) => {
  it('is decoded once every chunk verifies', async () => {
    const { body } = await verify(example)
    expect(new TextDecoder().decode(body)).toBe(CHUNK_1 + CHUNK_2)
  })

  it.each([
    ['a byte of the first chunk is changed', (body: string) => body.replace('aaaa', 'aaba'), 'chunk signature'],
    [
      'a byte of the second chunk is changed',
      (body: string) => body.replace(/aaaa\r\n0;/, 'aaba\r\n0;'),
      'chunk signature',
    ],
    ['a chunk is left out', (body: string) => body.replace(/400;.*\r\na+\r\n/, ''), 'chunk signature'],
    ['the last chunk is cut off', (body: string) => body.replace(/\r\n0;chunk.*$/s, '\r\n'), 'malformed'],
    ['the body ends inside a chunk', (body: string) => body.slice(0, 1_000), 'malformed'],
    ['a chunk claims more than there is', (body: string) => body.replace('400;', '7fffffff;'), 'malformed'],
    ['bytes follow the end', (body: string) => `${body}more`, 'malformed'],
    ['there are no frames', () => CHUNK_1, 'malformed'],
  ])('is refused when %s', async (_what, change, message) => {
    await expect(verify(example, change(example.body))).rejects.toThrow(message)
  })

  it('is refused when the length it declares is not the length it has', async () => {
    const headers = example.headers.map(([name, value]) => [name, value === '66560' ? '66561' : value] as const)
    await expect(verify({ ...example, headers })).rejects.toThrow('does not match')
  })
})

it('a changed trailer is refused', async () => {
  await expect(verify(TRAILER, TRAILER.body.replace('sOO8', 'sOO9'))).rejects.toThrow('trailer signature')
  await expect(verify(TRAILER, TRAILER.body.replace(/x-amz-trailer-signature.*\r\n/, ''))).rejects.toThrow('malformed')
})
