import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runtimeSource } from '../../../src/functions/host/lambda/source.ts'

// The runtime goes to the loaded Worker as the text of its functions: whatever they use beside their parameter would be missing there.

const HOST = join(import.meta.dirname, '../../../src/functions/host')
const PARTS = [
  ...globSync('lambda/*.ts', { cwd: HOST }).filter((file) => !file.endsWith('source.ts')),
  'modules/resolver.ts',
]

describe('what a loaded Worker gets as text', () => {
  it.each(PARTS)('%s is one function, and imports types alone', (file) => {
    const text = readFileSync(join(HOST, file), 'utf8')
    expect(text.match(/^import (?!type\b)/gm)).toBe(null)
    const declared = text.match(/^(?:export )?(?:async )?(?:function|const|let|var|class) \w+/gm)
    expect(declared).toEqual([expect.stringMatching(/^export function (?:create\w+|startRuntime)$/)])
  })

  it('holds every part', () => {
    const source = runtimeSource('nodejs22.x')
    for (const file of PARTS.filter((file) => !file.endsWith('runtime.ts'))) {
      const [, name] = /^export function (\w+)/m.exec(readFileSync(join(HOST, file), 'utf8')) ?? []
      expect(source).toContain(`  ${name}: function`)
    }
  })
})
