import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFiles, TASK_ROOT } from '../../../src/functions/host/modules/file-table.ts'
import type { Resolution } from '../../../src/functions/host/modules/resolver.ts'

// Node itself says what is right: each tree is written to the disk, and a Node process resolves the same specifiers there.

interface Case {
  readonly specifier: string
  readonly from: string
  readonly kind: 'require' | 'import'
}

interface Expected {
  readonly builtin?: string
  readonly path?: string
  readonly code?: string
  readonly message?: string
}

const ORACLE = join(import.meta.dirname, 'node-oracle.mjs')

function node(trees: readonly { files: Record<string, string>; cases: readonly Case[] }[]): Expected[][] {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'postern-resolve-')))
  try {
    const asked = trees.map(({ files, cases }, at) => {
      const folder = join(root, String(at))
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), text)
      }
      return cases.map((each) => ({ ...each, from: join(folder, each.from) }))
    })
    const run = spawnSync(process.execPath, ['--experimental-import-meta-resolve', '--no-warnings', ORACLE], {
      input: JSON.stringify(asked.flat()),
      maxBuffer: 1e9,
      encoding: 'utf8',
    })
    const answers = JSON.parse(run.stdout) as Expected[]
    return trees.map(({ cases }, at) =>
      answers.splice(0, cases.length).map((answer) => relocated(answer, join(root, String(at)))),
    )
  } finally {
    rmSync(root, { recursive: true })
  }
}

const relocated = (answer: Expected, folder: string): Expected => ({
  ...answer,
  ...(answer.path !== undefined && { path: answer.path.replace(folder, TASK_ROOT) }),
  ...(answer.message !== undefined && { message: answer.message.replaceAll(folder, TASK_ROOT).split('\n')[0] }),
})

function ours(files: Record<string, string>, { specifier, from, kind }: Case): Resolution {
  const { resolver } = readFiles(files)
  return resolver[kind](specifier, `${TASK_ROOT}/${from}`)
}

/** Both in the form of the oracle; `import()` is asked of Node without looking for the file, so its words are not Node's there. */
function shown(found: Resolution): Expected {
  if (found.kind === 'file') return { path: found.path }
  return found.kind === 'builtin' ? { builtin: found.name } : { code: found.code }
}
const plain = ({ builtin, path, code }: Expected): Expected =>
  builtin !== undefined ? { builtin } : path !== undefined ? { path } : { code: sameCode(code) }
/** A target of `exports` or of `main` that is no file has another code in each place; all of them say that it is not there. */
const sameCode = (code: string | undefined) =>
  ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'].includes(code ?? '') ? 'not found' : code

const NAMES = ['a', 'b', 'index', 'lib']
const EXTENSIONS = ['.js', '.json', '.mjs', '.cjs', '']
const FOLDERS = [
  '',
  'lib/',
  'a/',
  'node_modules/a/',
  'node_modules/b/',
  'node_modules/@s/p/',
  'lib/node_modules/a/',
  'node_modules/a/lib/',
]

const pathOf = fc
  .tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES), fc.constantFrom(...EXTENSIONS))
  .map(([folder, name, extension]) => folder + name + extension)
const target = fc.constantFrom('./a.js', './lib/b.js', './index.mjs', './lib', './none.js', './lib/index.js')
const conditions: fc.Arbitrary<unknown> = fc.oneof(
  target,
  fc.constant(null),
  fc.dictionary(
    fc.constantFrom('node', 'import', 'require', 'default', 'browser'),
    fc.oneof(target, fc.constant(null)),
    { minKeys: 1 },
  ),
  fc.array(target, { minLength: 1, maxLength: 2 }),
)
const exportsField = fc.oneof(
  conditions,
  fc.dictionary(
    fc.constantFrom('.', './a', './lib/*', './lib/*.js', './*', './lib/b'),
    fc.oneof(conditions, fc.constantFrom('./lib/*.js', './*.js', './lib/*')),
    { minKeys: 1 },
  ),
)
const packageJson = fc.record(
  {
    name: fc.constantFrom('a', 'b', '@s/p'),
    main: fc.constantFrom('a', './lib', 'lib/b.js', 'none', './index.mjs', ''),
    type: fc.constantFrom('module', 'commonjs'),
    exports: exportsField,
    imports: fc.dictionary(fc.constantFrom('#a', '#lib/*'), fc.oneof(conditions, fc.constantFrom('./lib/*.js', 'b'))),
  },
  { requiredKeys: [] },
)
const tree = fc
  .tuple(
    fc.array(pathOf, { minLength: 1, maxLength: 14 }),
    fc.array(fc.tuple(fc.constantFrom(...FOLDERS), packageJson), { maxLength: 4 }),
  )
  .map(([paths, packages]) => {
    const files: Record<string, string> = {}
    // No file where there is a folder.
    const folders = new Set(
      [...paths, ...packages.map(([folder]) => folder)].flatMap((path) => {
        const parts = path.split('/').slice(0, -1)
        return parts.map((_, at) => parts.slice(0, at + 1).join('/'))
      }),
    )
    for (const path of paths) if (!folders.has(path)) files[path] = path.endsWith('.json') ? '{}' : ''
    for (const [folder, json] of packages) files[`${folder}package.json`] = JSON.stringify(json)
    return files
  })
const specifier = fc.constantFrom(
  './a',
  './a.js',
  './lib',
  './lib/',
  '.',
  '..',
  '../a',
  './lib/b',
  './index.mjs',
  '../lib/a.js',
  'a',
  'a/lib/b',
  'a/lib/b.js',
  'a/a',
  'b',
  'b/lib/index.js',
  '@s/p',
  '@s/p/lib/b',
  '@s/p/a',
  '#a',
  '#lib/b',
  'fs',
  'node:fs',
  'none',
  './none',
  'a/',
  'lib',
)
const caseOf = fc.record({
  specifier,
  from: fc.constantFrom(
    'index.js',
    'lib/x.js',
    'node_modules/a/x.js',
    'lib/node_modules/a/lib/x.js',
    'node_modules/@s/p/x.js',
  ),
  kind: fc.constantFrom('require' as const, 'import' as const),
})

describe('resolution', () => {
  it('leads where Node leads, in any tree of files', () => {
    const trees = fc.sample(fc.record({ files: tree, cases: fc.array(caseOf, { minLength: 12, maxLength: 12 }) }), 400)
    const expected = node(trees)
    const wrong = trees.flatMap(({ files, cases }, at) =>
      cases.flatMap((each, index) => {
        const found = plain(shown(ours(files, each)))
        const right = plain(expected[at]?.[index] ?? {})
        return JSON.stringify(found) === JSON.stringify(right)
          ? []
          : [{ files, case: each, found, right, message: expected[at]?.[index]?.message }]
      }),
    )
    expect(wrong.slice(0, 3)).toEqual([])
  })

  it('says what Node says of what it does not find', () => {
    const files = {
      'index.mjs': '',
      'lib/index.js': '',
      'node_modules/p/package.json': '{"name":"p","exports":{"./x":"./x.js","./gone":"./gone.js"}}',
      'node_modules/p/x.js': '',
      'node_modules/m/package.json': '{"name":"m","main":"none.js"}',
    }
    const cases: Case[] = ['./none', 'none', '@s/none/x', 'p', 'p/y', 'p/gone', 'm', '#none'].map((each) => ({
      specifier: each,
      from: 'index.mjs',
      kind: 'require',
    }))
    const [expected = []] = node([{ files, cases }])
    expect(cases.map((each) => wordsOf(ours(files, each)))).toEqual(
      expected.map(({ code, message }) => ({ code, message })),
    )
  })
})

const wordsOf = (found: Resolution) =>
  found.kind === 'missing' ? { code: found.code, message: found.message } : { code: 'found', message: '' }
