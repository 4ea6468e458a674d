import { defineCommand } from 'citty'
import type { ExitCode } from '../cli-error.ts'
import { EXIT } from '../cli-error.ts'
import { publish, rehearse } from '../local-server/publish.ts'
import type { Terminal } from '../terminal.ts'

/** `npm run deploy`: the database first, then the Worker, so that new code never meets an old schema. */
export const publishWorker = defineCommand({
  meta: { name: 'publish-worker', description: 'Publish this gateway to your Cloudflare account' },
  args: {
    'dry-run': { type: 'boolean', description: 'Build, and only say what would happen' },
  },
  async run({ args, data }): Promise<ExitCode> {
    const terminal: Terminal = data
    await (args['dry-run'] ? rehearse(terminal.out) : publish())
    return EXIT.ok
  },
})
