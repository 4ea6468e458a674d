import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editText } from '../../../src/functions/host/modules/edit-text.ts'
import { linkModules } from '../../../src/functions/host/modules/link-modules.ts'

// What the loader gets. That it runs as on Node is what test/e2e/function-modules.e2e.test.ts shows.

const link = (files: Record<string, string | { base64: string }>, runtime = 'nodejs22.x') =>
  linkModules({ format: 1, files }, runtime)
const textOf = (module: object | undefined) => Object.values(module ?? {})[0] as string
const lineOf = (text: string, word: string) => text.slice(0, text.indexOf(word)).split('\n').length

describe('linking', () => {
  it('makes a function of a CommonJS module, with its lines where they were', () => {
    const { modules } = link({ 'index.js': '#!/usr/bin/env node\nconst a = 1\nexports.a = a // end' })
    expect(modules).toEqual({
      'var/task/index.js': {
        cjs: 'module.exports=function __postern_module(exports,require,module,__filename,__dirname){///usr/bin/env node\nconst a = 1\nexports.a = a // end\n}',
      },
    })
  })

  it('names what an ES module imports as the loader does, with its lines where they were', () => {
    const source = 'import {\n  a\n} from "./a.mjs"\nimport fs from "fs"\nimport c from \'./c.cjs\'\nconst last = 1'
    const { modules } = link({ 'index.mjs': source, 'a.mjs': 'export const a = 1', 'c.cjs': 'exports.x = 1' })
    const text = textOf(modules['var/task/index.mjs'])
    expect(text).toContain('from "/var/task/a.mjs"')
    expect(text).toContain('import fs from "/var/runtime/facades/fs"')
    expect(text).toContain('import c from "/var/runtime/facades/var/task/c.cjs"')
    expect(lineOf(text, 'const last')).toBe(6)
    expect(Object.keys(modules).sort()).toEqual([
      'var/runtime/facades/var/task/c.cjs',
      'var/task/a.mjs',
      'var/task/c.cjs',
      'var/task/index.mjs',
    ])
  })

  it('keeps other files as they are, bytes as bytes', () => {
    const { modules, manifest } = link({ 'a.txt': 'text', 'b.bin': { base64: 'AP8=' }, 'c.json': '{"a":1}' })
    expect(modules['var/task/a.txt']).toEqual({ text: 'text' })
    expect(new Uint8Array((modules['var/task/b.bin'] as { data: ArrayBuffer }).data)).toEqual(new Uint8Array([0, 255]))
    expect(modules['var/task/c.json']).toEqual({ text: '{"a":1}' })
    expect(manifest.kinds).toEqual({
      '/var/task/a.txt': 'other',
      '/var/task/b.bin': 'other',
      '/var/task/c.json': 'json',
    })
  })

  it('leaves out files that climb out of the folder', () => {
    const { modules } = link({ '../../var/runtime/index.mjs': '', 'a/../b.js': '', '/c.js': '', './d//e.js': '' })
    expect(Object.keys(modules)).toEqual(['var/task/c.js', 'var/task/d/e.js'])
  })

  it('leaves out an ES module that imports what is not there, and those that import it', () => {
    const files = { 'a.mjs': 'import "./b.mjs"', 'b.mjs': 'import "./c.mjs"', 'c.mjs': 'import "none"', 'd.mjs': '' }
    const { modules, manifest } = link(files)
    expect(Object.keys(modules)).toEqual(['var/task/d.mjs'])
    expect(Object.keys(manifest.faults)).toEqual(['/var/task/a.mjs', '/var/task/b.mjs', '/var/task/c.mjs'])
    expect(manifest.faults['/var/task/a.mjs']?.message).toBe("Cannot find package 'none' imported from /var/task/c.mjs")
  })

  it('reads a .js file by the package.json around it', () => {
    const files = {
      'package.json': '{"type":"module"}',
      'a.js': '',
      'lib/package.json': '{}',
      'lib/b.js': '',
      'node_modules/p/c.js': '',
      'd.cjs': '',
      'lib/e.mjs': '',
    }
    const { kinds } = link(files).manifest
    const kindOf = (name: string) => kinds[`/var/task/${name}`]
    expect(['a.js', 'lib/b.js', 'node_modules/p/c.js', 'd.cjs', 'lib/e.mjs'].map(kindOf)).toEqual([
      'esm',
      'cjs',
      'cjs',
      'cjs',
      'esm',
    ])
  })

  it('makes the same of the same, whatever the files are', () => {
    const name = fc.stringMatching(/^[a-zé ]{1,5}(?:\/[a-z]{1,3})?\.(?:js|mjs|cjs|json|txt)$/)
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'import "./a.mjs"',
        'require("./a")',
        'export default 1',
        'import("x")',
        'import.meta',
        '{"a":1}',
        '`${',
        '/*',
      ),
    )
    fc.assert(
      fc.property(fc.dictionary(name, text), (files) => {
        const linked = link(files)
        expect(link(files)).toEqual(linked)
        const made = Object.keys(linked.modules).filter((path) => path.startsWith('var/task/'))
        // Every file is a module, or there is a word on why it is not.
        expect(made.length + Object.keys(linked.manifest.faults).length).toBe(Object.keys(files).length)
      }),
    )
  })
})

describe('edits of a text', () => {
  it('are applied where they belong, in any order', () => {
    const edits = [
      { start: 4, end: 5, text: 'FIVE' },
      { start: 0, end: 1, text: '' },
      { start: 2, end: 2, text: '+' },
    ]
    expect(editText('12345', edits)).toBe('2+34FIVE')
  })
})
