import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_OUTPUT } from '../../../src/mapping/velocity/budgets.ts'
import { linkTemplate } from '../../../src/mapping/velocity/link-template.ts'
import { parseTemplate } from '../../../src/mapping/velocity/parse-template.ts'
import { TemplateError } from '../../../src/mapping/velocity/template-error.ts'
import { render, scopeOf } from './rendering.ts'

// Our own limits: AWS does not say what it does with such templates.

/** Each would take seconds, gigabytes, or the stack. */
const HOSTILE = {
  'loops in loops': '#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end',
  'a text that doubles': '#set($s = "xxxxxxxxxx")#foreach($a in [1..1000])#set($s = $s + $s)#end',
  'a text that doubles in a string': '#set($s = "xxxxxxxxxx")#foreach($a in [1..1000])#set($s = "$s$s")#end',
  'a list that holds itself': '#set($l = [])#set($x = $l.add($l))$l',
  'a map that holds itself': '#set($m = {})#set($m.m = {"a": $m})$m',
  'a long range': '#set($l = [0..2000000000])',
  'a macro that calls itself': '#macro(m)#m()#m()#end#m()',
  'definitions that call each other': '#define($a)$b$b#end#define($b)$a$a$a#end#foreach($x in [1..1000])$a#end',
  'nested quantifiers': '#set($s = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")$s.matches("(a+)+b")',
  'alternatives that overlap':
    '#set($s = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")$s.replaceAll("(a|a|aa)*b", "")',
  'a replacement that grows':
    '#set($s = "xxxxxxxxxxxxxxxxxxxx")#foreach($a in [1..1000])#set($s = $s.replaceAll("x", "xxxxxxxx"))#end',
  'a repeated text': '#set($s = "x".repeat(5))$s',
  'a list printed again and again':
    '#set($l = [1..1000])#foreach($a in [1..1000])#set($x = $l.add("$l.size()"))#set($y = "$l")#end',
  'lists compared again and again': '#set($l = [1..1000])#foreach($a in [1..1000])#if($l == [1..1000])#end#end',
}

describe('hostile templates', () => {
  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`ends ${name} within its budget, as an error with its place or with what was printed`, () => {
      const { template } = parseTemplate(text)
      if (template === undefined) return
      const linked = linkTemplate(template)
      const started = process.cpuUsage()
      try {
        expect(linked(scopeOf('')).length).toBeLessThanOrEqual(MAX_OUTPUT)
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError)
        expect(error).toMatchObject({ line: 1 })
      }
      const { user, system } = process.cpuUsage(started)
      // Far from a hang: what 50 ms of warm code are, cold and with garbage collection, on a busy machine.
      expect((user + system) / 1000).toBeLessThan(200)
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
  ])('parses or refuses 300 KB of %s in time', (_, text) => {
    const started = performance.now()
    parseTemplate(text)
    expect(performance.now() - started).toBeLessThan(2000)
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
