import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process for good: its id alone is given to another one sooner or later. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in whatever form the system tells it. */
  readonly started: string
}

/** Who runs under this id now; undefined when nobody does. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid)
  return started === undefined ? undefined : { pid, started }
}

export const isAlive = (identity: ProcessIdentity): boolean => identify(identity.pid)?.started === identity.started

/** Position of `starttime` in what follows the command's name. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const START_TIME = 19
const STATE = 0

function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[STATE] === 'Z') return undefined
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[START_TIME]}`
  } catch {
    return undefined
  }
}

function startedElsewhere(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch {
    return undefined
  }
  if (process.platform === 'win32') return 'running'
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return 'running'
  }
}
