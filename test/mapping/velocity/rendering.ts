import { inputObject } from '../../../src/mapping/input.ts'
import { UTIL } from '../../../src/mapping/util.ts'
import type { Value } from '../../../src/mapping/values.ts'
import { linkTemplate } from '../../../src/mapping/velocity/link-template.ts'
import { parseTemplate } from '../../../src/mapping/velocity/parse-template.ts'

/** What a template prints for a body. Throws where it is refused, with the place. */
export function render(text: string, body = ''): string {
  const { template, faults } = parseTemplate(text)
  if (faults !== undefined) throw new Error(`${faults[0].line}:${faults[0].column} ${faults[0].message}`)
  return linkTemplate(template)(scopeOf(body))
}

export const scopeOf = (body: string): Map<string, Value> =>
  new Map<string, Value>([
    ['input', inputObject(body, () => ({ path: [], querystring: [], header: [] }))],
    ['util', UTIL],
    ['context', new Map()],
    ['stageVariables', new Map()],
  ])
