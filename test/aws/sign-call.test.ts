import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { endpointOf } from '../../src/aws/endpoints.ts'
import { signCall } from '../../src/aws/sign-call.ts'
import { HeaderMap } from '../../src/lib/header-map.ts'
import { authorizationBySdk } from './sdk-signature.ts'

const NOW = Date.UTC(2026, 10, 22, 8, 5, 9)
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/+', sessionToken: 'token==' }
const COVERED = { 'content-type': 'application/json', 'x-amz-target': 'A.B', 'x-amz-meta-note': '  a   b ' }

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
    const headers = new HeaderMap({ ...COVERED, accept: 'text/*', 'accept-encoding': 'br', 'user-agent': 'x' })
    const url = `${endpoint.url}${path}${query && `?${query}`}`
    await signCall({ url, method, headers, body }, endpoint, CREDENTIALS, NOW)
    const { host } = new URL(url)
    const expected = await authorizationBySdk({
      ...{ method, path, query, body, service, region: 'eu-west-1', credentials: CREDENTIALS },
      headers: { host, ...COVERED },
      date: new Date(NOW),
    })
    expect(headers.get('authorization')).toBe(expected)
    expect(headers.get('x-amz-security-token')).toBe('token==')
    expect(headers.get('x-amz-date')).toBe('20261122T080509Z')
    expect(headers.get('x-amz-content-sha256')).toBe(createHash('sha256').update(body).digest('hex'))
  })
})
