import { defineCommand } from 'citty'
import { greeting } from '../local-server/greeting.ts'
import { SIGNALS } from '../local-server/runtime.ts'
import { type Gateway, serve } from '../local-server/serve.ts'
import { readSettings } from '../local-server/settings.ts'
import type { Terminal } from '../terminal.ts'

/** `postern start`: the Worker on this machine, with all its state in one folder. Goes on until a signal ends it. */
export const start = defineCommand({
  meta: { name: 'start', description: 'Serve on this machine (PORT, POSTERN_STATE)' },
  args: {
    log: { type: 'boolean', description: "Print the gateway's log, one JSON line per request" },
    json: { type: 'boolean', description: 'Print one JSON line when it serves' },
  },
  async run({ args, data }): Promise<void> {
    const terminal: Terminal = data
    const gateway = await serve({
      ...readSettings(terminal.env),
      onBuild: () => terminal.err('Building the Worker …'),
      onLog: args.log ? terminal.out : undefined,
    })
    stopOnSignals(gateway)
    terminal.out(args.json ? JSON.stringify({ url: gateway.url, pid: process.pid }) : greeting(gateway.url))
  },
})

/** The first signal stops cleanly, which is a success; a second one ends at once. */
function stopOnSignals(gateway: Gateway): void {
  let stopping = false
  for (const signal of SIGNALS) {
    process.on(signal, async () => {
      if (stopping) process.exit(1)
      stopping = true
      await gateway.stop()
      process.exit(0)
    })
  }
}
