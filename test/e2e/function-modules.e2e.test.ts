import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FunctionHost, type FunctionOptions, startFunctionHost } from './function-host.ts'

// Node's module system on the real workerd. Expected is what Node does: https://nodejs.org/api/modules.html, esm.html, packages.html.

let host: FunctionHost

beforeAll(async () => {
  host = await startFunctionHost()
})
afterAll(() => host.dispose())

const run = async (files: Record<string, string>, options: Partial<FunctionOptions> = {}) =>
  (await host.invoke({ files, ...options })).json()
/** The value of an expression, in a CommonJS module beside other files. */
const cjs = (expression: string, files: Record<string, string> = {}) =>
  run({ 'index.js': `exports.handler = async () => (${expression})`, ...files })
/** What an ES module answers as `answer`. */
const esm = (source: string, files: Record<string, string> = {}) =>
  run({ 'index.mjs': `${source}\nexport const handler = async () => answer`, ...files })

describe('CommonJS', () => {
  it.each([
    ['require("./a").x', { 'a.js': 'exports.x = 1' }, 1],
    ['require("./a.js").x', { 'a.js': 'module.exports = { x: 1 }' }, 1],
    ['require("./d").a', { 'd.json': '\uFEFF{"a":1}' }, 1],
    ['require("./lib")', { 'lib/index.js': 'module.exports = "folder"' }, 'folder'],
    [
      'require("./lib/")',
      { 'lib.js': 'module.exports = "file"', 'lib/index.js': 'module.exports = "folder"' },
      'folder',
    ],
    ['require("./lib")', { 'lib/package.json': '{"main":"m"}', 'lib/m.js': 'module.exports = "main"' }, 'main'],
    [
      'require("pkg")',
      {
        'node_modules/pkg/package.json': '{"main":"./lib/m.js"}',
        'node_modules/pkg/lib/m.js': 'module.exports = "main"',
      },
      'main',
    ],
    [
      'require("pkg/x")',
      {
        'node_modules/pkg/package.json': '{"exports":{"./x":{"import":"./e.mjs","require":"./c.js"}}}',
        'node_modules/pkg/c.js': 'module.exports = "exported"',
      },
      'exported',
    ],
    ['require("@s/p/lib/f")', { 'node_modules/@s/p/lib/f.js': 'module.exports = "scoped"' }, 'scoped'],
    [
      'require("a")',
      {
        'node_modules/a/index.js': 'module.exports = require("b")',
        'node_modules/a/node_modules/b/index.js': 'module.exports = "inner"',
        'node_modules/b/index.js': 'module.exports = "outer"',
      },
      'inner',
    ],
    [
      '[__filename, __dirname, module.id, require("./a/b")]',
      { 'a/b.js': 'module.exports = __dirname' },
      ['/var/task/index.js', '/var/task', '/var/task/index.js', '/var/task/a'],
    ],
    ['require("path").basename(require.resolve("./a"))', { 'a.js': '' }, 'a.js'],
    ['require("./a") === require("./a.js")', { 'a.js': 'module.exports = {}' }, true],
    [
      '[require("./n").n, delete require.cache[require.resolve("./n")], require("./n").n]',
      { 'n.js': 'globalThis.n = (globalThis.n ?? 0) + 1; exports.n = globalThis.n' },
      [1, true, 2],
    ],
    ['require("crypto") === require("node:crypto")', {}, true],
    [
      'require("./loud").word + (() => { try { return require("./loud2") } catch (e) { return e.message } })()',
      { 'loud.js': '#!/usr/bin/env node\nexports.word = "hash"', 'loud2.js': 'throw new Error("bang")' },
      'hashbang',
    ],
    ['require(["./", "a"].join(""))', { 'a.js': 'module.exports = "computed"' }, 'computed'],
    ['(await import("./e.mjs")).e', { 'e.mjs': 'export const e = "imported"' }, 'imported'],
    ['(await import("./c.js")).default.c + (await import("./c.js")).c', { 'c.js': 'exports.c = 1' }, 2],
    ['Object.keys(require("./names"))', { 'names.js': 'this.a = 1; exports.b = 2' }, ['a', 'b']],
  ])('%s', async (expression, files, value) => {
    expect(await cjs(expression, files as Record<string, string>)).toEqual(value)
  })

  it('sees what a module of a cycle has exported so far', async () => {
    const files = {
      'a.js': 'exports.early = 1; const b = require("./b"); exports.late = 2; exports.seen = b.seen',
      'b.js': 'const a = require("./a"); exports.seen = { ...a }',
    }
    expect(await cjs('require("./a")', files)).toEqual({ early: 1, late: 2, seen: { early: 1 } })
  })

  it('stays sloppy where it is, and strict where it says so', async () => {
    const files = {
      'sloppy.js':
        'undeclared = 1; with ({ w: 2 }) { module.exports = [typeof undeclared, w, (function () { return this === globalThis })(), 010] }',
      'strict.js': '"use strict"; try { undeclared2 = 1 } catch (e) { module.exports = e.name }',
    }
    expect(await cjs('[require("./sloppy"), require("./strict")]', files)).toEqual([
      ['number', 2, true, 8],
      'ReferenceError',
    ])
  })

  it('finds files by any name', async () => {
    const names = [
      './sp ace/%20.js',
      './con:ns.js',
      './q?x.js',
      './h#.js',
      './constructor.js',
      './back\\slash.js',
      './quo\'te".js',
      './`${x}`.js',
      './new\nline.js',
      `./${'a'.repeat(300)}.js`,
      './é/漢.js',
    ]
    const files = Object.fromEntries(names.map((name) => [name.slice(2), 'module.exports = 1']))
    expect(await cjs(`${JSON.stringify(names)}.map(require)`, files)).toEqual(names.map(() => 1))
  })

  it('has no modules of the platform, and says so as of any other', async () => {
    expect(await cjs('require("cloudflare:workers")')).toMatchObject({
      errorMessage: expect.stringContaining("Cannot find module 'cloudflare:workers'"),
    })
  })

  it('does not mind files that no one loads', async () => {
    const files = {
      'broken.js': '<<<',
      'jsx.js': 'const a = <b/>',
      'esm.js': 'export default 1',
      'image.png': '\u0000',
      'no-extension': 'x',
    }
    expect(await cjs('1', files)).toBe(1)
  })
})

describe('ES modules', () => {
  it.each([
    ['import { a } from "./a.mjs"; const answer = a', { 'a.mjs': 'export const a = 1' }, 1],
    [
      'import * as ns from "./a.js"; const answer = Object.keys(ns)',
      { 'a.js': 'export const a = 1; export default 2', 'package.json': '{"type":"module"}' },
      ['a', 'default'],
    ],
    ['import c, { named } from "./c.cjs"; const answer = [c.named, named]', { 'c.cjs': 'exports.named = 1' }, [1, 1]],
    [
      'import { x } from "./c.cjs"; const answer = x',
      { 'c.cjs': 'module.exports = require("./d.cjs")', 'd.cjs': 'exports.x = 5' },
      5,
    ],
    ['import data from "./d.json" with { type: "json" }; const answer = data.a', { 'd.json': '{"a":1}' }, 1],
    [
      'import { readFileSync } from "fs"; import path from "node:path"; const answer = [typeof readFileSync, typeof path.join]',
      {},
      ['function', 'function'],
    ],
    ['import { env, cwd } from "node:process"; const answer = [env.AWS_REGION, cwd()]', {}, ['us-east-1', '/var/task']],
    [
      'import { createRequire } from "module"; const require = createRequire(import.meta.url); const answer = require("./c.cjs")',
      { 'c.cjs': 'module.exports = 7' },
      7,
    ],
    [
      'const answer = [import.meta.url, import.meta.filename, import.meta.dirname, import.meta.resolve("./x.mjs")]',
      { 'x.mjs': '' },
      ['file:///var/task/index.mjs', '/var/task/index.mjs', '/var/task', 'file:///var/task/x.mjs'],
    ],
    [
      'const name = "a"; const answer = (await import(`./${name}.mjs`)).default',
      { 'a.mjs': 'export default "computed"' },
      'computed',
    ],
    [
      'import p from "pkg"; const answer = p',
      {
        'node_modules/pkg/package.json': '{"exports":{"import":"./e.mjs","default":"./c.js"}}',
        'node_modules/pkg/e.mjs': 'export default "import"',
      },
      'import',
    ],
    [
      'import { f } from "pkg/lib/f.js"; const answer = f',
      {
        'node_modules/pkg/package.json': '{"exports":{"./lib/*.js":"./src/*.mjs"}}',
        'node_modules/pkg/src/f.mjs': 'export const f = "pattern"',
      },
      'pattern',
    ],
    [
      'import x from "#x"; const answer = x',
      { 'package.json': '{"imports":{"#x":"./x.mjs"}}', 'x.mjs': 'export default "internal"' },
      'internal',
    ],
    [
      'export * from "./a.mjs"; import { one } from "./index.mjs"; const answer = one',
      { 'a.mjs': 'export const one = 1' },
      1,
    ],
    [
      'import "./a.mjs"; import { b } from "./b.mjs"; const answer = [globalThis.order, b]',
      { 'a.mjs': 'globalThis.order = ["a"]', 'b.mjs': 'globalThis.order.push("b"); export const b = 1' },
      [['a', 'b'], 1],
    ],
    ['// import x from "./nope.mjs"\nconst text = `import y from "nope"`; const answer = text.length', {}, 20],
    [
      'const answer = typeof require + typeof module + typeof __filename + typeof this',
      {},
      'undefinedundefinedundefinedundefined',
    ],
  ])('%s', async (source, files, value) => {
    expect(await esm(source, files as Record<string, string>)).toEqual(value)
  })

  it('are live through a cycle', async () => {
    const files = {
      'a.mjs':
        'import { b } from "./b.mjs"; export let count = 1; export function bump() { count++ } export const sum = () => count + b()',
      'b.mjs': 'import { count, bump } from "./a.mjs"; export const b = () => { bump(); return count }',
    }
    expect(await esm('import { sum, count } from "./a.mjs"; const answer = [sum(), count]', files)).toEqual([3, 2])
  })

  it('may wait at their top for timers, and for each other', async () => {
    const files = { 'a.mjs': 'export const a = await new Promise((done) => setTimeout(done, 20, "late"))' }
    expect(await esm('import { a } from "./a.mjs"; const answer = [a, crypto.randomUUID().length]', files)).toEqual([
      'late',
      36,
    ])
  })

  it('name what a module does not export', async () => {
    expect(await esm('import { nope } from "./a.mjs"; const answer = nope', { 'a.mjs': '' })).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: expect.stringContaining("does not provide an export named 'nope'"),
    })
  })

  it('reject an import() of what is not there, with Node’s code', async () => {
    const answer = 'const answer = await import("./nope.mjs").catch((error) => [error.code, error.message])'
    expect(await esm(answer)).toEqual([
      'ERR_MODULE_NOT_FOUND',
      "Cannot find module '/var/task/nope.mjs' imported from /var/task/index.mjs",
    ])
  })
})

describe('files', () => {
  const files = { 'data/t.txt': 'text ü', 'data/d.json': '{"a":1}' }
  it.each([
    ['fs.readFileSync("/var/task/data/t.txt", "utf8")', 'text ü'],
    ['fs.readFileSync(__dirname + "/data/t.txt").toString()', 'text ü'],
    ['fs.readFileSync("data/t.txt", { encoding: "utf8" })', 'text ü'],
    ['fs.readFileSync(new URL("file:///var/task/data/t.txt"), "utf8")', 'text ü'],
    ['await fs.promises.readFile("./data/t.txt", "utf8")', 'text ü'],
    ['await require("fs/promises").readFile(require("path").resolve("data/t.txt"), "utf8")', 'text ü'],
    ['fs.readdirSync("data").sort()', ['d.json', 't.txt']],
    ['[fs.existsSync("data/t.txt"), fs.existsSync("data/x"), fs.statSync("data").isDirectory()]', [true, false, true]],
    ['(fs.writeFileSync("/tmp/x", "kept"), fs.readFileSync("/tmp/x", "utf8"))', 'kept'],
    ['new Promise((done) => fs.createReadStream("data/t.txt").on("data", (data) => done(String(data))))', 'text ü'],
  ])('%s', async (expression, value) => {
    const source = `const fs = require('fs'); exports.handler = async () => (${expression})`
    expect(await run({ 'index.js': source, ...files })).toEqual(value)
  })

  it('are the same for ES modules', async () => {
    const source = `import { readFileSync } from 'node:fs'; import { readFile } from 'fs/promises'
      const answer = [readFileSync('data/t.txt', 'utf8'), await readFile(new URL('./data/t.txt', import.meta.url), 'utf8'), (await import('fs')).existsSync('/var/task/data')]`
    expect(await esm(source, files)).toEqual(['text ü', 'text ü', true])
  })

  it('that were uploaded stay as they are', async () => {
    const source = "exports.handler = async () => require('fs').writeFileSync('data/t.txt', 'x')"
    expect(await run({ 'index.js': source, ...files })).toMatchObject({
      errorMessage: expect.stringContaining('operation not permitted'),
    })
  })
})
