/**
 * Workerd outlives a Node that is killed with -9, and would keep the port and the state folder. A small process watches for that:
 * it is told the id of each workerd that starts, and ends the last one when the pipe from us breaks.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'

const NOBODY = '0'
const WATCH = `
  let last = 0
  process.stdin.setEncoding('utf8').on('data', (text) => { last = Number(text.trim().split('\\n').at(-1)) })
  process.stdin.on('end', () => { try { if (last > 0) process.kill(last, 'SIGKILL') } catch {} ; process.exit() })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
`

export interface Guard {
  /** Call after workerd has ended. */
  release(): void
}

/** Watches every workerd that this process starts from now on. */
export function guardWorkerd(): Guard {
  const watcher = spawn(process.execPath, ['-e', WATCH], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watcher.stdin.on('error', () => undefined)
  watcher.unref()
  const tell = (pid: number | string) => watcher.stdin.write(`${pid}\n`)
  const onChild = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess } // Node documents this shape for the channel.
    child.once('spawn', () => {
      if (isWorkerd(child) && child.pid !== undefined) tell(child.pid)
    })
  }
  subscribe('child_process', onChild)
  return {
    release() {
      unsubscribe('child_process', onChild)
      tell(NOBODY)
      watcher.stdin.end()
    },
  }
}

const isWorkerd = (child: ChildProcess) => /workerd(\.exe)?$/.test(child.spawnfile)
