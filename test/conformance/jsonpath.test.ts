import { expect } from 'vitest'
import { isDefinite, parseJsonPath } from '../../src/mapping/json-path.ts'
import { linkJsonPath, pathBudget } from '../../src/mapping/json-path-read.ts'
import { parseJson } from '../../src/mapping/parse-json.ts'
import { printJson } from '../../src/mapping/print.ts'
import { conformance } from './runner.ts'

interface Input {
  readonly document: unknown
  readonly path: string
}

interface Expected {
  readonly value?: unknown
  readonly containsAll?: readonly unknown[]
  readonly length?: number
  readonly pathNotFound?: true
  readonly invalidPath?: true
}

conformance<Input, Expected>({
  area: 'jsonpath',
  check({ input, expected }) {
    const path = parseJsonPath(input.path)
    if (expected.invalidPath) {
      expect(path).toBeUndefined()
      return
    }
    if (path === undefined) throw new Error(`${input.path} is taken for malformed`)
    const found = linkJsonPath(path)(parseJson(JSON.stringify(input.document)), pathBudget())
    if (expected.pathNotFound) expect(found).toBeUndefined()
    else checkFound(JSON.parse(printJson(found ?? null)), expected)
    if (expected.containsAll !== undefined) expect(isDefinite(path)).toBe(false)
  },
})

function checkFound(found: unknown, { value, containsAll, length }: Expected): void {
  if (containsAll !== undefined) expect(found).toEqual(expect.arrayContaining([...containsAll]))
  else if (length !== undefined) expect(found).toHaveLength(length)
  else expect(found).toEqual(value)
}
