/**
 * Workerd outlives a Node that is killed with -9, and would keep the port and the state folder. A small process watches for that:
 * it is told the id of each workerd that starts and ends, and ends those that are left when the pipe from us breaks.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'

const WATCH = `
  const alive = new Set()
  let text = ''
  process.stdin.setEncoding('utf8').on('data', (piece) => {
    text += piece
    const lines = text.split('\\n')
    text = lines.pop()
    for (const line of lines) line[0] === '+' ? alive.add(Number(line)) : alive.delete(-Number(line))
  })
  process.stdin.on('end', () => {
    for (const pid of alive) try { process.kill(pid, 'SIGKILL') } catch {}
    process.exit()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
`

export interface Guard {
  /** Call after every workerd has ended. */
  release(): void
}

/** Watches every workerd that this process starts from now on. */
export function guardWorkerd(): Guard {
  const watcher = spawn(process.execPath, ['-e', WATCH], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watcher.stdin.on('error', () => undefined)
  watcher.unref()
  const tell = (line: string) => watcher.stdin.write(`${line}\n`)
  const onChild = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess } // Node documents this shape for the channel.
    child.once('spawn', () => {
      const { pid } = child
      if (!isWorkerd(child) || pid === undefined) return
      tell(`+${pid}`)
      child.once('exit', () => tell(`-${pid}`))
    })
  }
  subscribe('child_process', onChild)
  return {
    release() {
      unsubscribe('child_process', onChild)
      watcher.stdin.end()
    },
  }
}

const isWorkerd = (child: ChildProcess) => /workerd(\.exe)?$/.test(child.spawnfile)
