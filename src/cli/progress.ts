import type { Session } from './session.ts'

/** What takes less is done before a reader could make sense of a spinner. */
const QUIET_MILLIS = 400

/** Runs `action`; once it takes longer than a moment, says on stderr that it is on its way. */
export async function withProgress<T>(session: Session, label: string, action: () => Promise<T>): Promise<T> {
  const { terminal, json } = session
  let end: Promise<() => void> | undefined
  const timer = setTimeout(() => {
    if (terminal.interactive) end = terminal.spin(label)
    else if (!json) terminal.err(`${label} …`)
  }, QUIET_MILLIS)
  try {
    return await action()
  } finally {
    clearTimeout(timer)
    const stop = await end
    stop?.()
  }
}
