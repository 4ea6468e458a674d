import { describe, expect, it } from 'vitest'
import { codeFaults } from '../../src/functions/code-faults.ts'
import { stringImports } from '../../src/functions/string-imports.ts'

// All of it is our own choice: AWS takes any zip, and fails when it runs.

const faults = (files: Record<string, string>, handler = 'index.handler') => codeFaults({ format: 1, files }, handler)

describe('the handler of uploaded code', () => {
  it.each([
    ['index.handler', { 'index.js': '' }],
    ['index.handler', { 'index.mjs': '' }],
    ['index.v1.get', { 'index.cjs': '' }],
    ['lib/api.handler', { 'lib/api.js': '' }],
    ['lib.handler', { 'node_modules/lib/index.js': '' }],
  ])('%s is found', (handler, files) => {
    expect(faults(files as Record<string, string>, handler)).toEqual([])
  })

  it.each([['index'], ['.handler'], ['index.'], ['../index.handler'], ['']])('%j is no handler', (handler) => {
    expect(faults({ 'index.js': '' }, handler)).toEqual([
      `the handler '${handler}' has to be {file}.{function}, such as index.handler`,
    ])
  })

  it('is named with the files that were looked for', () => {
    expect(faults({ 'main.js': '' }, 'lib/index.handler')).toEqual([
      "the zip has no lib/index.js, lib/index.mjs, lib/index.cjs for the handler 'lib/index.handler'",
    ])
  })

  it('has to be compiled where it is TypeScript', () => {
    expect(faults({ 'index.ts': '' })).toEqual(['index.ts is TypeScript: put what it is compiled to into the zip'])
  })
})

describe('packages of Lambda’s runtime', () => {
  const sentence = (place: string, name: string) =>
    `${place} imports ${name}, which is in Lambda's own runtime but not in this one: put it into the zip`

  it('are refused by name and place, wherever the handler reaches them', () => {
    const files = {
      'index.mjs': 'import { a } from "./lib/a.mjs"\nimport { S3Client } from "@aws-sdk/client-s3"',
      'lib/a.mjs': '\n\nexport const a = () => import("@smithy/config/x")',
      'unused.js': 'require("aws-sdk")',
    }
    expect(faults(files)).toEqual([
      sentence('index.mjs:2', '@aws-sdk/client-s3'),
      sentence('lib/a.mjs:3', '@smithy/config'),
    ])
  })

  it('are fine in the zip, in a try, in a comment, and in other packages', () => {
    const files = {
      'index.js': [
        'const sdk = require("aws-sdk")',
        'try { require("@aws-sdk/client-s3") } catch {}',
        '// require("@aws-sdk/client-sqs")',
        'const text = `require("@aws-sdk/client-sns")`',
        'require("other")',
      ].join('\n'),
      'node_modules/aws-sdk/index.js': '',
      'node_modules/other/index.js': 'require("@aws-sdk/client-kms")',
    }
    expect(faults(files)).toEqual([])
  })
})

describe('imports by a plain string', () => {
  it.each([
    ['require("a")', ['a']],
    ["import x from 'a'; export * from 'b'; import 'c'; import('d')", ['a', 'b', 'c', 'd']],
    ['`${require("a")} require("b") ${`${require("c")}`}`; require("d")', ['a', 'c', 'd']],
    ['const r = /require("a")/; x = a / require("b") / 2', ['b']],
    ['if (x) /"/.test(y); require("a")', ['a']],
    ['return /[/"]/.test(x) || require("a")', ['a']],
    ['const s = "it\'s"; /* " */ require("a")', ['a']],
    ['require(name); require.resolve("a"); load("b")', []],
  ])('of %s', (source, specifiers) => {
    expect(stringImports(source).map(({ specifier }) => specifier)).toEqual(specifiers)
  })
})
