import { describe, expect, it } from 'vitest'
import { readMasterKey } from '../../src/control/master-key.ts'
import {
  credentialsKeeper,
  LIFETIME_MILLIS,
  makeTemporaryCredentials,
  readTemporaryCredentials,
} from '../../src/functions/temporary-credentials.ts'

const key = (fill: number) => readMasterKey(Buffer.alloc(32, fill).toString('base64'))
const NOW = 1_000_000

describe('temporary credentials', () => {
  it('tell whose they are, until they expire after 12 hours (as Lambda’s do)', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = await makeTemporaryCredentials(key(1), 'hello', NOW)
    expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    const read = (now: number) => readTemporaryCredentials(key(1), accessKeyId, sessionToken, now)
    const expires = NOW + LIFETIME_MILLIS
    expect(await read(expires - 1)).toEqual({ functionName: 'hello', expires, secretAccessKey })
    expect(await read(expires)).toBeUndefined()
  })

  it('are of nobody with another key, another access key or another token', async () => {
    const { accessKeyId, sessionToken } = await makeTemporaryCredentials(key(1), 'hello', NOW)
    expect(await readTemporaryCredentials(key(2), accessKeyId, sessionToken, NOW)).toBeUndefined()
    expect(await readTemporaryCredentials(key(1), 'ASIAOTHER', sessionToken, NOW)).toBeUndefined()
    for (const token of ['', 'x', btoa('{}'), btoa('null'), sessionToken.slice(0, -8), `${sessionToken}AAAA`])
      expect(await readTemporaryCredentials(key(1), accessKeyId, token, NOW)).toBeUndefined()
  })

  it('show no secret in their token', async () => {
    const { secretAccessKey, sessionToken } = await makeTemporaryCredentials(key(1), 'hello', NOW)
    expect(atob(sessionToken)).not.toContain(secretAccessKey)
    expect(atob(sessionToken)).not.toContain('hello')
  })
})

describe('of one function', () => {
  it('they are the same for an hour, then made anew', async () => {
    const clock = { now: NOW }
    const of = credentialsKeeper(
      () => key(1),
      () => clock.now,
    )
    const first = await of('hello')
    expect(await of('hello')).toBe(first)
    expect(await of('other')).not.toEqual(first)
    clock.now += 60 * 60 * 1000
    expect(await of('hello')).not.toEqual(first)
  })

  it('there are none without a master key', async () => {
    const of = credentialsKeeper(
      () => readMasterKey(undefined),
      () => NOW,
    )
    expect(await of('hello')).toBeUndefined()
  })
})
