import { beforeEach, describe, expect, it, vi } from 'vitest'
import { publish, rehearse } from '../../../src/cli/local-server/publish.ts'
import { boundServices, runWrangler } from '../../../src/cli/local-server/wrangler.ts'

vi.mock('../../../src/cli/local-server/wrangler.ts', () => ({ runWrangler: vi.fn(), boundServices: vi.fn() }))
const services = vi.mocked(boundServices)
beforeEach(() => void services.mockResolvedValue(['VPC_LINK_ORDERS']))
const wrangler = vi.mocked(runWrangler)

/** What Wrangler answers, call by call. Answers the commands that it was given. */
async function commandsOf(run: () => Promise<void>, ...answers: [exitCode: number, output: string][]) {
  wrangler.mockReset()
  for (const [exitCode, output] of answers) wrangler.mockResolvedValueOnce({ exitCode, output })
  const error = await run().then(
    () => undefined,
    (thrown: Error) => thrown.message,
  )
  return { error, commands: wrangler.mock.calls.map(([args]) => args.join(' ')) }
}

describe('npm run deploy', () => {
  it('migrates the database of the account first, then publishes the Worker', async () => {
    const { commands, error } = await commandsOf(publish, [0, ''], [0, ''])
    expect(error).toBeUndefined()
    expect(commands).toEqual(['d1 migrations apply DB --remote', 'deploy --minify'])
  })

  it('publishes nothing when the database could not be migrated', async () => {
    const { commands, error } = await commandsOf(publish, [1, 'no such database'])
    expect(error).toMatch(/^The gateway could not be migrated;[\s\S]*no such database$/)
    expect(commands).toHaveLength(1)
  })

  it('says how to log in when nobody is', async () => {
    const said = "it's necessary to set a CLOUDFLARE_API_TOKEN environment variable for wrangler to work"
    const { error } = await commandsOf(publish, [1, said])
    expect(error).toMatch(/^You are not logged in to Cloudflare; run `npx wrangler login`/)
    expect(error).not.toContain('\n')
  })

  it('reaches no account with --dry-run, and says what would happen', async () => {
    const lines: string[] = []
    const built = 'noise\nTotal Upload: 1 KiB / gzip: 1 KiB\nenv.DB (postern)   D1 Database\n'
    const { commands } = await commandsOf(() => rehearse((line) => lines.push(line)), [0, built])
    expect(commands).toEqual(['deploy --dry-run --minify'])
    expect(lines.join('\n')).toMatch(
      /0001_definitions\.sql, .*\.sql\n.*\n {2}Total Upload.*\n {2}env\.DB.*\nNothing was changed\./,
    )
  })

  describe('with the binding FUNCTION_HOST enabled', () => {
    beforeEach(() => void services.mockResolvedValue(['FUNCTION_HOST']))

    it('publishes the function host before the gateway that is bound to it', async () => {
      const { commands, error } = await commandsOf(publish, [0, ''], [0, ''], [0, ''])
      expect(error).toBeUndefined()
      expect(commands).toEqual([
        'd1 migrations apply DB --remote',
        'deploy --minify --config src/functions/host/wrangler.toml',
        'deploy --minify',
      ])
    })

    it('leaves the gateway as it was when the function host could not be published', async () => {
      const { commands, error } = await commandsOf(publish, [0, ''], [1, 'a loader needs a paid plan'])
      expect(error).toMatch(/function host failed[\s\S]*a loader needs a paid plan$/)
      expect(commands).toHaveLength(2)
    })

    it('says of both what would be published', async () => {
      const lines: string[] = []
      const { commands } = await commandsOf(
        () => rehearse((line) => lines.push(line)),
        [0, 'Total Upload: 2 KiB\nenv.LOADER   Worker Loader\n'],
        [0, 'Total Upload: 1 KiB\nenv.FUNCTION_HOST (postern-function-host)   Worker\n'],
      )
      expect(commands).toEqual([
        'deploy --dry-run --minify --config src/functions/host/wrangler.toml',
        'deploy --dry-run --minify',
      ])
      expect(lines.slice(1)).toEqual([
        'Would then publish the function host:',
        '  Total Upload: 2 KiB',
        '  env.LOADER   Worker Loader',
        'Would then publish this Worker:',
        '  Total Upload: 1 KiB',
        '  env.FUNCTION_HOST (postern-function-host)   Worker',
        'Nothing was changed.',
      ])
    })
  })
})
