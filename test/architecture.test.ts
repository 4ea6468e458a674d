import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

// The rules of docs/architecture.md, checked.

const ROOT = resolve(import.meta.dirname, '..')
const SRC = join(ROOT, 'src')

/** From the top down: a folder imports values only from folders below it. */
const ORDER = [
  'cli',
  'console',
  'client',
  'worker.ts',
  'control',
  'websocket',
  'gateway',
  'openapi',
  'deployment',
  'authorizers',
  'integrations',
  'functions',
  'caching',
  'throttling',
  'validation',
  'mapping',
  'routing',
  'definition',
  'aws',
  'errors',
  'bindings',
  'lib',
]

/** The entry of each Worker. */
const ENTRIES = ['worker.ts', 'functions/host/worker.ts']

const files = globSync('**/*.ts', { cwd: SRC }).sort()
const sources = new Map(files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')]))
const folderOf = (file: string) => file.split('/')[0] as string

/** `import type …` and `import { type X }` alone bind no value. */
const VALUE_IMPORT = /^(?:import|export)\s+(?!type\b)([^'"]*?)from\s+['"](\.[^'"]+)['"]/gm

function valueImports(file: string): string[] {
  const text = sources.get(file) ?? ''
  return [...text.matchAll(VALUE_IMPORT)]
    .filter(([, clause]) => !/^\{(?:\s*type\s+[^,}]+,?)*\s*\}\s*$/.test(clause ?? ''))
    .map(([, , target]) => relative(SRC, resolve(SRC, dirname(file), target as string)))
}

describe('the house', () => {
  it('has only folders that the order knows', () => {
    expect(files.map(folderOf).filter((folder) => !ORDER.includes(folder))).toEqual([])
  })

  it('imports values only from folders below', () => {
    const upward = files.flatMap((file) =>
      valueImports(file)
        .filter((target) => ORDER.indexOf(folderOf(target)) < ORDER.indexOf(folderOf(file)))
        .map((target) => `${file} → ${target}`),
    )
    expect(upward).toEqual([])
  })

  it('names Cloudflare types only in the entries of Workers, bindings/ and Durable Object classes', () => {
    const named =
      /\b(?:KVNamespace|D1Database|D1PreparedStatement|DurableObject(?:Namespace|State|Storage|Stub)?|ExecutionContext|ExportedHandler|Fetcher|caches)\b|cloudflare:/
    const offenders = files.filter((file) => {
      if (ENTRIES.includes(file) || file.startsWith('bindings/') || file.endsWith('-object.ts')) return false
      if (file.startsWith('cli/')) return false
      // What runs in a loaded Worker, beside the function.
      if (file.startsWith('functions/host/lambda/')) return false
      return named.test(withoutComments(sources.get(file) ?? ''))
    })
    expect(offenders).toEqual([])
  })

  it('makes no code from strings', () => {
    const offenders = files.filter((file) => /\beval\s*\(|new\s+Function\b/.test(sources.get(file) ?? ''))
    expect(offenders).toEqual([])
  })

  it('uses node: modules only in the CLI', () => {
    const imports = /^(?:import|export) (?!type\b).*from 'node:/m
    const offenders = files.filter((file) => !file.startsWith('cli/') && imports.test(sources.get(file) ?? ''))
    expect(offenders).toEqual([])
  })

  it('opens its files from AWS features: every row of the table in docs/architecture.md names files that exist', () => {
    const rows = featureTable()
    expect(rows.length).toBeGreaterThan(15)
    const missing = rows.flatMap(({ feature, paths }) =>
      paths.filter((path) => !existsSync(join(ROOT, path))).map((path) => `${feature}: ${path}`),
    )
    expect(missing).toEqual([])
  })

  it('keeps nothing at the root but what the house has there', () => {
    const allowed = new Set([
      '.ci',
      '.git',
      '.gitignore',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'bench',
      'biome.json',
      'docs',
      'examples',
      'migrations',
      'package-lock.json',
      'package.json',
      'src',
      'test',
      'tsconfig.json',
      'vitest.config.ts',
      'wrangler.toml',
      // Made by running, never committed.
      '.postern',
      '.wrangler',
      'dist',
      'node_modules',
    ])
    expect(globSync('{*,.*}', { cwd: ROOT }).filter((name) => !allowed.has(name))).toEqual([])
  })
})

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
}

/** The table under the heading "AWS feature → file": a feature, and the paths in backticks. */
function featureTable(): { feature: string; paths: string[] }[] {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
  const section = text.split(/^## /m).find((part) => part.startsWith('AWS feature → file')) ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('`'))
    .map((line) => {
      const [, feature, where] = line.split('|').map((cell) => cell.trim())
      return {
        feature: feature ?? '',
        paths: [...(where ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] as string),
      }
    })
}
