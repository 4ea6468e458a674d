import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

// Runs recorded AWS behaviour where it is at hand: one JSON file of vectors per area, one test per vector, named by its id.
// POSTERN_VECTORS names another folder; POSTERN_WRITE_FIDELITY=1 writes docs/fidelity.md instead of checking it.

export interface Vector<Input = Record<string, unknown>, Expected = Record<string, unknown>> {
  readonly id: string
  readonly validated: string
  readonly input: Input
  readonly expected: Expected
}

/** A vector that cannot pass yet. It runs as an expected failure: the suite fails on the day it passes. */
export interface Exception {
  readonly id: string
  readonly reason: string
}

export interface Area<Input, Expected> {
  /** `rest-routing`: the name of the file. */
  readonly area: string
  /** Throws when the vector's expectation is not met. */
  readonly check: (vector: Vector<Input, Expected>) => void | Promise<void>
  readonly exceptions?: readonly Exception[]
  /** Makes the cases to run of what the file holds, where that is not one case a vector. */
  readonly casesOf?: (vectors: readonly Vector<Input, Expected>[]) => Vector<Input, Expected>[]
}

const ROOT = resolve(import.meta.dirname, '../..')
const FOLDER = resolve(ROOT, process.env.POSTERN_VECTORS ?? '../shared/vectors')
const FIDELITY = resolve(ROOT, 'docs/fidelity.md')
/** Recorded on AWS, in its documentation, or in the signing suite that it publishes. */
const FROM_AWS: ReadonlySet<string> = new Set(['aws-snapshot', 'aws-test', 'aws-recorded', 'aws-doc', 'spec'])

/** The vectors of an area; undefined, with a warning, where they are not at hand. */
export function loadVectors<Input, Expected>(area: string): Vector<Input, Expected>[] | undefined {
  const file = resolve(FOLDER, `${area}.json`)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  console.warn(`CONFORMANCE NOT RUN: the vectors of ${area} are not at hand, so nothing of it was checked against AWS`)
  return undefined
}

/** Declares the tests of an area. */
export function conformance<Input, Expected>(area: Area<Input, Expected>): void {
  const loaded = loadVectors<Input, Expected>(area.area)
  if (loaded === undefined) {
    describe(area.area, () => it.skip('vectors are not at hand', () => {}))
    return
  }
  const vectors = area.casesOf?.(loaded) ?? loaded
  const exceptions = new Map(area.exceptions?.map(({ id, reason }) => [id, reason]))
  describe(`${area.area}, ${vectors.length} vectors`, () => {
    for (const vector of vectors) {
      const reason = exceptions.get(vector.id)
      if (reason === undefined) it(`${vector.id} (${vector.validated})`, async () => area.check(vector))
      else it.fails(`${vector.id} (${vector.validated}) cannot pass yet: ${reason}`, async () => area.check(vector))
    }
    it('has exceptions for vectors that exist only', () => {
      const known = new Set(vectors.map(({ id }) => id))
      expect([...exceptions.keys()].filter((id) => !known.has(id))).toEqual([])
    })
    it('stands in docs/fidelity.md as it is', () => keepFidelity(area.area, sectionOf(vectors, exceptions)))
  })
}

/** Passes of an area. Every vector that is no exception passes, or its own test fails. */
function sectionOf(vectors: readonly Vector<unknown, unknown>[], exceptions: ReadonlyMap<string, string>): string {
  const recorded = vectors.filter(({ validated }) => FROM_AWS.has(validated))
  const passed = (some: readonly { readonly id: string }[]) => some.filter(({ id }) => !exceptions.has(id)).length
  const lines = [
    `${passed(vectors)} of ${vectors.length} vectors pass; of those recorded on AWS or published by it, ` +
      `${passed(recorded)} of ${recorded.length}.`,
  ]
  if (exceptions.size > 0) {
    lines.push('', '| cannot pass yet | because |', '|---|---|')
    for (const [id, reason] of exceptions) lines.push(`| ${id} | ${reason} |`)
  }
  return `${lines.join('\n')}\n`
}

const INTRODUCTION = `# Fidelity to AWS

Behaviour of Amazon API Gateway, recorded on AWS, published by it (documentation, signing suite) or taken from other projects' tests,
and how much of it Postern reproduces. Written by \`npm run fidelity\`; a test fails when it is not up to date.
`

function keepFidelity(area: string, section: string): void {
  const sections = readSections()
  if (process.env.POSTERN_WRITE_FIDELITY !== '1') {
    expect(sections.get(area), 'docs/fidelity.md is out of date: npm run fidelity').toBe(section)
    return
  }
  sections.set(area, section)
  const body = [...sections].sort().map(([name, text]) => `\n## ${name}\n\n${text}`)
  mkdirSync(dirname(FIDELITY), { recursive: true })
  writeFileSync(FIDELITY, INTRODUCTION + body.join(''))
}

/** Area → its text in docs/fidelity.md. */
function readSections(): Map<string, string> {
  const text = existsSync(FIDELITY) ? readFileSync(FIDELITY, 'utf8') : ''
  return new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((part) => {
        const [name = '', ...lines] = part.split('\n')
        return [name, `${lines.join('\n').trim()}\n`]
      }),
  )
}

const PLACEHOLDER = /<[^<>]+>/

/** `actual` equals `expected`, where `<name:1>` stands for any text, and for the same text each time it is named. */
export function expectLike(actual: string | null | undefined, expected: string, seen: Map<string, string>): void {
  const placeholder = PLACEHOLDER.exec(expected)?.[0]
  if (placeholder === undefined) {
    expect(actual).toBe(expected)
    return
  }
  const [before = '', after = ''] = expected.split(placeholder)
  expect(actual).toBeTypeOf('string')
  const text = actual ?? ''
  expect(text.startsWith(before) && text.endsWith(after), `${text} is not ${expected}`).toBe(true)
  const value = text.slice(before.length, text.length - after.length)
  expect(value).toBe(seen.get(placeholder) ?? value)
  seen.set(placeholder, value)
}
