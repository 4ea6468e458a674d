/** Regular expressions that a template writes out and that cannot be used: found before it serves. */
import type { Block, Expression, Template } from './ast.ts'
import { compiledPattern } from './java/string-patterns.ts'
import { placeOf, type TemplateFault } from './template-error.ts'
import { visitBlock } from './visit.ts'

const TAKE_A_PATTERN = new Set(['matches', 'replaceAll', 'replaceFirst', 'split'])

export function findPatternFaults({ text, body }: Template): TemplateFault[] {
  const faults: TemplateFault[] = []
  visitBlock(body as Block, (expression: Expression) => {
    if (expression.is !== 'reference') return
    for (const step of expression.path) {
      if (step.is !== 'method' || !TAKE_A_PATTERN.has(step.name)) continue
      const [pattern] = step.arguments
      const compiled = pattern?.is === 'string' ? compiledPattern(pattern.text) : undefined
      if (typeof compiled === 'string') faults.push({ message: compiled, ...placeOf(text, step.offset) })
    }
  })
  return faults
}
