import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_OUTPUT } from '../../../src/mapping/velocity/budgets.ts'
import { linkTemplate } from '../../../src/mapping/velocity/link-template.ts'
import { parseTemplate } from '../../../src/mapping/velocity/parse-template.ts'
import { TemplateError } from '../../../src/mapping/velocity/template-error.ts'
import { HOSTILE } from './hostile.ts'
import { render, scopeOf } from './rendering.ts'

// Our own limits: AWS does not say what it does with such templates.

/** What the product promises, in CPU: how long it takes by the clock depends on what else the machine does. */
const MOST_MILLIS = 50
/** The first compiles what it runs, which an isolate does once: `npm run bench:hostile` shows what that one takes. */
const RUNS = 6

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

function cpuMillis(run: () => void): number {
  const started = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1000
}

describe('hostile templates', () => {
  for (const [name, hostile] of Object.entries(HOSTILE)) {
    const [text, body] = typeof hostile === 'string' ? [hostile, ''] : hostile
    it(`ends ${name} within ${MOST_MILLIS} ms, as an error with its place or with what was printed`, () => {
      const { template } = parseTemplate(text)
      if (template === undefined) return
      const linked = linkTemplate(template)
      const run = () => {
        try {
          expect(linked(scopeOf(body)).length).toBeLessThanOrEqual(MAX_OUTPUT)
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError)
          expect(error).toMatchObject({ line: 1 })
        }
      }
      const [, ...later] = Array.from({ length: RUNS }, () => cpuMillis(run))
      expect(median(later)).toBeLessThanOrEqual(MOST_MILLIS)
    })
  }

  it.each([
    ['brackets', `#set($a = ${'['.repeat(100_000)})`],
    ['parentheses', `#if(${'('.repeat(100_000)}true`],
    ['blocks', '#if(true)'.repeat(20_000)],
    ['indexes', `$a${'[$a'.repeat(50_000)}`],
    ['references that might be ranges', `#set($a = ${'[$a.b('.repeat(30_000)})`],
    ['negations', `#if(${'!'.repeat(100_000)}$a)#end`],
    ['backslashes', '\\'.repeat(300_000)],
    ['backslashes and dollars', '\\$'.repeat(100_000)],
    ['quotes', `#set($a = ${'"'.repeat(200_001)})`],
    ['hashes', '#'.repeat(300_000)],
    ['spaces', `$a${' '.repeat(300_000)}`],
  ])('parses or refuses 300 KB of %s in proportion to its length', (_, text) => {
    // Once per route, not per request; in proportion to the text: nested quantifiers of a lexer would take minutes.
    expect(cpuMillis(() => parseTemplate(text))).toBeLessThanOrEqual(500)
  })

  it.each([
    ["$input.json('$')"],
    ["#set($root = $input.path('$'))$root"],
    ['$util.escapeJavaScript($input.body)'],
    ['$util.base64Encode($input.body)'],
    ['$util.urlEncode($input.body)'],
    ['$input.body.replaceAll("\\s+", " ")'],
    ['$input.body.replace("item", "thing")'],
    ["$input.path('$..tags')"],
    ["$input.path('$.items[?(@.price > 50)].name')"],
    [
      "#set($root = $input.path('$'))#foreach($item in $root.items){#if($item.price > 50 && $foreach.index != 7)" +
        '"name": "$item.name.toUpperCase()", #else "id": $item.id, #end"tags": [#foreach($tag in $item.tags)"$tag"' +
        '#if($foreach.hasNext), #end#end]}#if($foreach.hasNext),#end#end',
    ],
  ])('does not take %s of a long body for hostile', (text) => {
    const items = Array.from({ length: 15_000 }, (_, id) => {
      return { id, name: `item number ${id}`, price: (id * 7) % 100, tags: ['new', 'blue', `t${id % 10}`] }
    })
    expect(render(text, JSON.stringify({ items })).length).toBeGreaterThan(50_000)
  })

  it('reaches no JavaScript object', () => {
    for (const name of ['constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', 'map']) {
      const text = `$x.${name}|$l.${name}|$m.${name}|$input.${name}|$util.${name}|$n.${name}`
      const sets = '#set($x = "a")#set($l = [1])#set($m = {})#set($n = 1)'
      expect(render(`${sets}${text}`)).toBe('|||||')
    }
    expect(render('$input.constructor("return 1")|$util.__proto__|$x.constructor.constructor("x")()')).not.toContain(
      'function',
    )
  })
})

/** Pieces of templates, put together without regard to sense. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '#if(',
      '#elseif(',
      '#else',
      '#end',
      '#set(',
      '$a',
      ' = ',
      ')',
      '(',
      '#foreach($a in ',
      '[1..5]',
      '[',
      ']',
      '{',
      '}',
    ],
    ...[
      '"',
      "'",
      '$',
      '#',
      '\\',
      '\n',
      ' ',
      '$!{a}',
      '.b',
      '.c("x")',
      '##',
      '#*',
      '*#',
      '#[[',
      ']]#',
      '#define($d)',
      '$d',
    ],
    ...[
      '#macro(m $a)',
      '#m(1)',
      '#break',
      '#stop',
      ' == ',
      ' && ',
      '1',
      '-',
      '2.5',
      '+',
      '*',
      '/',
      '%',
      'true',
      ',',
      ':',
    ],
    ...['.size()', '.replaceAll("a", "b")', '[0]', '$input.path("$.a")', '$util.urlEncode("a b")', '$foreach.index'],
  ),
  fc.string({ maxLength: 5 }),
)

describe('any template', () => {
  it('is parsed or refused with a place, and renders or throws a TemplateError', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.json(), (pieces, body) => {
        const { template, faults } = parseTemplate(pieces.join(''))
        if (faults !== undefined) {
          expect(faults[0]?.line).toBeGreaterThan(0)
          expect(faults[0]?.column).toBeGreaterThan(0)
          return
        }
        try {
          expect(linkTemplate(template)(scopeOf(body)).length).toBeLessThanOrEqual(MAX_OUTPUT)
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
