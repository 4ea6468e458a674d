import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { type FakeGateway, startFakeGateway } from './fake-gateway.ts'
import { fakeTerminal } from './fake-terminal.ts'

async function type(argv: string[], env: Record<string, string> = {}) {
  const terminal = fakeTerminal({ env })
  const code = await main(argv, terminal)
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') }
}

describe('postern', () => {
  it('shows its commands with --help, on stdout and with success', async () => {
    for (const argv of [['--help'], ['-h'], ['help']]) {
      const { code, out } = await type(argv)
      expect([code, out]).toEqual([0, expect.stringMatching(/deploy FILE[\s\S]*\n {2}apis [\s\S]*Exit codes/)])
    }
  })

  it('shows them on stderr as a usage error when no command is typed', async () => {
    expect(await type([])).toEqual({ code: 64, out: '', err: expect.stringContaining('Commands:') })
  })

  it('shows the flags of a command', async () => {
    for (const argv of [
      ['logs', '--help'],
      ['--help', 'logs'],
      ['help', 'logs'],
    ]) {
      const { code, out } = await type(argv)
      expect([code, out]).toEqual([
        0,
        expect.stringMatching(/Usage: npx postern logs API \[flags\][\s\S]*-f, --follow/),
      ])
    }
  })

  it('shows its version', async () => {
    expect((await type(['--version'])).out).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it.each([
    ['an unknown command', ['nope'], 'There is no command "nope"'],
    ['a name that every object has', ['constructor'], 'There is no command'],
    ['an unknown flag', ['apis', '--nope'], "Unknown option '--nope'"],
    ['an unknown flag before the command', ['--nope', 'apis'], "Unknown option '--nope'"],
    ['an unknown flag without a command', ['--nope'], "Unknown option '--nope'"],
    ['a flag without its value', ['deploy', 'x', '--stage'], '--stage'],
    ['a value for a flag that takes none', ['logs', 'x', '--follow=1'], '--follow'],
    ['a missing word', ['deploy'], 'deploy needs FILE.'],
    ['a word too many', ['apis', 'pets'], 'no use for "pets"'],
    ['an endpoint that is none', ['apis', '--endpoint', 'localhost:8787'], 'no http:// or https:// address'],
    ['an endpoint with a path', ['apis', '--endpoint', 'http://localhost:8787/x'], 'http://localhost:8787, not'],
    ['no credentials for a gateway elsewhere', ['apis', '--endpoint', 'https://x.example'], 'POSTERN_ACCESS_KEY_ID'],
  ])('exits 64 for %s', async (_name, argv, message) => {
    expect(await type(argv)).toEqual({ code: 64, out: '', err: expect.stringContaining(message) })
  })
})

describe('a gateway that cannot be spoken to', () => {
  let gateway: FakeGateway
  beforeAll(async () => {
    gateway = await startFakeGateway('another secret')
  })
  afterAll(() => gateway.close())

  it('says how to start it', async () => {
    const { code, err } = await type(['apis'], { PORT: '1' })
    expect(code).toBe(1)
    expect(err).toMatch(/No gateway answers at http:\/\/localhost:1.*\n.*npx postern start/)
  })

  it("takes the endpoint under AWS CLI's name too", async () => {
    for (const argv of [
      ['apis', '--endpoint-url', gateway.endpoint],
      ['--endpoint-url', gateway.endpoint, 'apis'],
    ]) {
      expect((await type(argv)).err).toContain('InvalidSignatureException')
    }
  })

  it('tells --json what happened as JSON on stdout', async () => {
    const { code, out, err } = await type(['apis', '--json', '--endpoint=http://127.0.0.1:1'])
    expect([code, err]).toEqual([1, ''])
    expect(JSON.parse(out)).toMatchObject({ error: { next: 'Start it with: npx postern start' } })
  })

  it('names the variables when the credentials are wrong, and never the secret', async () => {
    const { err } = await type(['apis', '--endpoint', gateway.endpoint])
    expect(err).toMatch(/InvalidSignatureException[\s\S]*AWS_ACCESS_KEY_ID/)
    const own = { AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'a real secret' }
    const real = await type(['apis', '--endpoint', gateway.endpoint], own)
    expect(real.err).toMatch(/UnrecognizedClientException[\s\S]*env -u AWS_ACCESS_KEY_ID/)
    expect(real.err).not.toContain('a real secret')
  })
})
