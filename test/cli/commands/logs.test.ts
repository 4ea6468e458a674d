import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, newDesk, pets, TWO } from '../desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => desk.clear())

describe('postern logs', () => {
  const record = (path: string, more = {}) => ({
    kind: 'record' as const,
    text: JSON.stringify({ time: 1_750_000_000_000, method: 'GET', path, status: 200, responseLatency: 12.4, ...more }),
  })

  beforeEach(async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    desk.gateway.logs.set('api1', [
      record('/prod/pets'),
      { kind: 'access', text: '127.0.0.1 200' },
      record('/prod/nothing', { status: 403, errorType: 'MISSING_AUTHENTICATION_TOKEN', reason: 'no such route' }),
    ])
  })

  it('prints a line per request, with why it was refused', async () => {
    const { code, stdout } = await desk.type(['logs', 'Pets'])
    expect(code).toBe(0)
    expect(stdout).toEqual([
      '2025-06-15T15:06:40.000Z  GET     200     12 ms  /prod/pets',
      '2025-06-15T15:06:40.000Z  GET     403     12 ms  /prod/nothing  MISSING_AUTHENTICATION_TOKEN: no such route',
    ])
  })

  it('prints the execution log of a request below it, where its stage keeps one', async () => {
    const executionLog = ['Sun Nov 22 08:05:09 UTC 2026 : Sending request to http://origin/\u001b[2J']
    desk.gateway.logs.get('api1')?.push(record('/prod/pets', { executionLog }))
    expect((await desk.type(['logs', 'Pets'])).stdout.at(-1)).toBe(
      '    Sun Nov 22 08:05:09 UTC 2026 : Sending request to http://origin/\\x1b[2J',
    )
  })

  it('prints access log lines with --access, and JSON lines with --json', async () => {
    expect((await desk.type(['logs', 'Pets', '--access'])).stdout).toEqual(['127.0.0.1 200'])
    expect((await desk.type(['logs', 'Pets', '--json'])).stdout.map((line) => JSON.parse(line).path)).toEqual([
      '/prod/pets',
      '/prod/nothing',
    ])
  })

  it('makes control characters visible, so that a request cannot rewrite the terminal', async () => {
    desk.gateway.logs.get('api1')?.push(record('/prod/\u001b[2J'))
    expect((await desk.type(['logs', 'Pets'])).stdout.at(-1)).toContain('/prod/\\x1b[2J')
  })

  it('says so when there is nothing yet', async () => {
    desk.gateway.logs.get('api1')?.splice(0)
    expect((await desk.type(['logs', 'Pets'])).errors).toContain('no requests in its log yet')
  })

  it('follows new requests over a restart of the gateway, without a line twice or lost', async () => {
    const steps = [
      () => desk.gateway.logs.get('api1')?.push(record('/prod/second')),
      () => desk.gateway.close(),
      () => {},
      () => desk.gateway.logs.get('api1')?.push(record('/prod/third')),
      () => desk.gateway.reopen(),
      () => desk.client.deleteRestApi('api1'),
    ]
    const sleep = async () => void (await steps.shift()?.())
    const { code, stdout, stderr } = await desk.type(['logs', 'Pets', '--follow'], { sleep })
    expect(stdout.map((line) => line.split('/prod')[1]?.split(' ')[0])).toEqual([
      '/pets',
      '/nothing',
      '/second',
      '/third',
    ])
    expect(stderr.slice(0, 2)).toEqual(['The gateway does not answer. Waiting for it …', 'The gateway is back.'])
    // Deleting the API is what ends it here.
    expect(code).toBe(1)
  })
})
