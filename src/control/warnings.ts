import type { Answer } from './operation.ts'
import type { ControlServices } from './services.ts'

/** A JSON list of sentences, which `postern` prints. AWS's answers have no place for them. */
export const WARNINGS_HEADER = 'x-postern-warnings'

/** The answer of a call that succeeded, with what its owner ought to know; the log has it too, for clients that show no headers. */
export function withWarnings(answer: Answer, warnings: readonly string[], { writeLine }: ControlServices): Answer {
  if (warnings.length === 0) return answer
  for (const message of warnings) writeLine?.(JSON.stringify({ level: 'warning', message }))
  return { ...answer, headers: { ...answer.headers, [WARNINGS_HEADER]: asciiJson(warnings.slice(0, MOST_SHOWN)) } }
}

/** A header has its bounds. */
const MOST_SHOWN = 20

const asciiJson = (value: unknown) =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
