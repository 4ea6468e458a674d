import type { Problem } from '../lib/problems.ts'

/** More than an owner mends in one go; the message stays small. */
const MOST_LINES = 200

/** Every problem on a line of its own, as AWS lists those of an import: `Errors found during import:\n\t…`. */
export function problemLines(title: string, problems: readonly Problem[]): string {
  const lines = problems.slice(0, MOST_LINES).map((problem) => `\n\t${problemLine(problem)}`)
  const more = problems.length - lines.length
  return `${title}:${lines.join('')}${more > 0 ? `\n\tand ${more} more` : ''}`
}

/** `/paths/~1pets/get: what is wrong`. */
export const problemLine = ({ place, message }: Problem) => (place === '' ? message : `${place}: ${message}`)
