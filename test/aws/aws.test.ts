import { describe, expect, it } from 'vitest'
import { type AwsInit, createAws, readAwsSettings } from '../../src/aws/aws.ts'
import { utf8 } from '../../src/aws/sigv4-encoding.ts'
import { verifySigV4 } from '../../src/aws/sigv4-verify.ts'
import { OutboundError, type OutboundRequest } from '../../src/bindings/outbound.ts'

const ROLE = 'arn:aws:iam::123456789012:role/gateway'
const KEY = { POSTERN_AWS_ACCESS_KEY_ID: 'AKID', POSTERN_AWS_SECRET_ACCESS_KEY: 'secret' }
const START = Date.UTC(2026, 10, 22, 8, 0, 0)
const HOUR = 3_600_000

/** As in the documentation of AssumeRole. */
const answer = (accessKeyId: string, expiresAt: number) =>
  new Response(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/gateway/s</Arn></AssumedRoleUser>
    <Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>role/secret+</SecretAccessKey>
    <SessionToken>token==</SessionToken><Expiration>${new Date(expiresAt).toISOString()}</Expiration></Credentials>
    </AssumeRoleResult></AssumeRoleResponse>`)

const DENIED = new Response(
  '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no secret</Message></Error></ErrorResponse>',
  { status: 403 },
)

function setUp(env: object, sts?: (call: number) => Response | Promise<Response>) {
  const calls: OutboundRequest[] = []
  const clock = { now: START }
  const init: AwsInit = {
    settings: readAwsSettings(env),
    outbound: async (request) => {
      calls.push(request)
      return (await sts?.(calls.length)) ?? answer(`ROLE${calls.length}`, clock.now + HOUR)
    },
    now: () => clock.now,
    waitUntil: () => {},
  }
  const aws = createAws(init)
  const sqs = aws.endpointOf({ service: 'sqs', region: 'eu-west-1' })
  return { aws, sqs, calls, clock, credentials: (role?: string) => aws.credentialsFor(sqs, role) }
}

describe('calls to AWS are signed with', () => {
  it('the credentials in the secrets, with their session token', async () => {
    const { credentials } = setUp({ ...KEY, POSTERN_AWS_SESSION_TOKEN: 'session' })
    expect(await credentials()).toEqual({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session' })
  })

  it('nothing where none are configured: the secrets are named', async () => {
    for (const env of [{}, { POSTERN_AWS_ACCESS_KEY_ID: 'AKID' }, { ...KEY, POSTERN_AWS_SECRET_ACCESS_KEY: '' }]) {
      const { credentials } = setUp(env)
      await expect(credentials()).rejects.toThrow('POSTERN_AWS_ACCESS_KEY_ID and POSTERN_AWS_SECRET_ACCESS_KEY')
      await expect(credentials(ROLE)).rejects.toMatchObject({ failure: 'no-credentials' })
    }
  })

  it('local/local where the service was moved and none are configured (our own choice)', async () => {
    const { credentials, calls } = setUp({ POSTERN_ENDPOINT_SQS: 'http://127.0.0.1:4576' })
    expect(await credentials()).toEqual({ accessKeyId: 'local', secretAccessKey: 'local' })
    expect(await credentials(ROLE)).toEqual({ accessKeyId: 'local', secretAccessKey: 'local' })
    expect(calls).toEqual([])
  })
})

describe('the role of an integration', () => {
  it('is assumed with a signed call to STS, in the region of the service', async () => {
    const { credentials, calls, clock } = setUp(KEY)
    expect(await credentials(ROLE)).toMatchObject({
      accessKeyId: 'ROLE1',
      secretAccessKey: 'role/secret+',
      sessionToken: 'token==',
    })
    const [call] = calls
    expect(call?.url).toBe('https://sts.eu-west-1.amazonaws.com/')
    expect(Object.fromEntries(new URLSearchParams(String(call?.body)))).toEqual({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: ROLE,
      RoleSessionName: 'BackplaneAssumeRoleSession',
    })
    const headers = [['host', 'sts.eu-west-1.amazonaws.com'] as const, ...(call?.headers ?? [])]
    const body = utf8(String(call?.body))
    const verified = verifySigV4({ method: 'POST', path: '/', query: '', headers }, body, {
      secretOf: (id) => (id === 'AKID' ? 'secret' : undefined),
      now: clock.now,
    })
    expect((await verified).scope).toEqual({ date: '20261122', region: 'eu-west-1', service: 'sts' })
  })

  it('is assumed at the STS that was moved, whether or not the service was', async () => {
    const { credentials, calls } = setUp({
      POSTERN_ENDPOINT_STS: 'http://127.0.0.1:1/sts',
      POSTERN_ENDPOINT_SQS: 'http://127.0.0.1:2',
    })
    expect((await credentials(ROLE)).accessKeyId).toBe('ROLE1')
    expect(calls[0]?.url).toBe('http://127.0.0.1:1/sts/')
  })

  it('is kept until five minutes before its credentials expire', async () => {
    const { credentials, calls, clock } = setUp(KEY)
    await credentials(ROLE)
    clock.now += HOUR - 5 * 60_000 - 1
    expect((await credentials(ROLE)).accessKeyId).toBe('ROLE1')
    clock.now += 1
    expect((await credentials(ROLE)).accessKeyId).toBe('ROLE2')
    expect((await credentials(`${ROLE}2`)).accessKeyId).toBe('ROLE3')
    expect(calls).toHaveLength(3)
  })

  it('is assumed once for all who wait', async () => {
    const { credentials, calls } = setUp(KEY)
    const all = await Promise.all(Array.from({ length: 20 }, () => credentials(ROLE)))
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['ROLE1']))
    expect(calls).toHaveLength(1)
  })

  it('serves on with what is about to expire when it cannot be assumed anew', async () => {
    const { credentials, clock } = setUp(KEY, (call) => (call === 1 ? answer('ROLE1', START + HOUR) : DENIED.clone()))
    await credentials(ROLE)
    clock.now += HOUR - 60_000
    expect((await credentials(ROLE)).accessKeyId).toBe('ROLE1')
    clock.now += 60_000
    await expect(credentials(ROLE)).rejects.toMatchObject({ failure: 'role' })
  })

  it("that may not be assumed is told in API Gateway's words, with the code alone, and asked for again", async () => {
    const { credentials, calls } = setUp(KEY, (call) => (call === 1 ? DENIED.clone() : answer('ROLE2', START + HOUR)))
    await expect(credentials(ROLE)).rejects.toThrow(
      `API Gateway does not have permission to assume the provided role ${ROLE} (AccessDenied)`,
    )
    expect((await credentials(ROLE)).accessKeyId).toBe('ROLE2')
    expect(calls).toHaveLength(2)
  })

  it.each([
    ['does not answer', () => Promise.reject(new OutboundError('timeout', 'No answer within 5000 ms'))],
    ['breaks off', () => new Response(new ReadableStream({ start: (controller) => controller.error(new Error('x')) }))],
    ['answers garbage', () => new Response('<html>')],
    [
      'answers without a date',
      () =>
        answer('A', START)
          .text()
          .then((text) => new Response(text.replace(/<Exp.*n>/, ''))),
    ],
  ])('cannot be assumed of an STS that %s', async (_, sts) => {
    const { credentials } = setUp(KEY, sts)
    await expect(credentials(ROLE)).rejects.toMatchObject({ name: 'AwsCallError', failure: 'sts' })
  })
})
