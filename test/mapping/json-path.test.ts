import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDefinite, parseJsonPath } from '../../src/mapping/json-path.ts'
import { linkJsonPath, pathBudget } from '../../src/mapping/json-path-read.ts'
import { MappingFault } from '../../src/mapping/mapping-fault.ts'
import { parseJson } from '../../src/mapping/parse-json.ts'
import { printJson } from '../../src/mapping/print.ts'

// test/conformance/json-path-oracle.test.ts compares with Jayway 2.0, case by case; what came after 2.0 has its expectation from Jayway's README.

/** JSON of what the path finds, undefined for nothing. */
function read(path: string, body: string): string | undefined {
  const parsed = parseJsonPath(path)
  if (parsed === undefined) throw new Error(`${path} is malformed`)
  const found = linkJsonPath(parsed)(parseJson(body), pathBudget())
  return found === undefined ? undefined : printJson(found)
}

describe('parsing a JSONPath', () => {
  it.each([
    ['$', []],
    ['$.a.b', ['a', 'b']],
    ['a.b', ['a', 'b']],
    ['$.pets[0].name', ['pets', 0, 'name']],
    ["$['a b'].c", ['a b', 'c']],
    ['$["a.b"]', ['a.b']],
    ["$['it\\'s']", ["it's"]],
    ['$[-1]', [-1]],
    ['$[(@.length-2)]', [-2]],
    ['$.a-b', ['a-b']],
    ['$.__proto__', ['__proto__']],
    ["$.['a'].[0]", ['a', 0]],
  ])('takes %s', (text, path) => {
    expect(parseJsonPath(text)).toEqual(path)
    expect(isDefinite(path)).toBe(true)
  })

  it.each(['$..a', '$.a[*]', '$.*', '$.a[0:2]', '$.a[0,1]', "$['a','b'].c", '$.a[?(@.b > 1)]', '$..*'])(
    'knows that %s may find many',
    (text) => {
      const path = parseJsonPath(text)
      expect(path && isDefinite(path)).toBe(false)
      expect(JSON.parse(JSON.stringify(path))).toEqual(path)
    },
  )

  it.each([
    '',
    '$a',
    '$.',
    '$.a.',
    '$..',
    '$[',
    '$[a]',
    "$['a",
    '$.a b',
    '$[?(@.a',
    '$[?(@.a ==)]',
    '$[?(@..a)]',
    '$[:]',
    '$.a.b()',
  ])('refuses %s', (text) => {
    expect(parseJsonPath(text)).toBeUndefined()
  })

  it('refuses a filter whose regular expression does not compile', () => {
    expect(parseJsonPath('$[?(@.a =~ /(/)]')).toBeUndefined()
  })

  it('never throws and never hangs', () => {
    const part = fc.constantFrom(
      '$',
      '@',
      '.',
      '[',
      ']',
      "'",
      '*',
      '(',
      ')',
      ',',
      '?',
      ':',
      '/',
      '=',
      '&&',
      '!',
      'a',
      '0',
      '\\',
      '-',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        parseJsonPath(`$${parts.join('')}`)
      }),
    )
  })

  it.each(['[', '(', '[:(', "'", '[?(', '[?(@', '!(', '/'])('takes no longer for a hundred thousand of %s', (text) => {
    const start = performance.now()
    expect(parseJsonPath(`$[?(${text.repeat(100_000)}`)).toBeUndefined()
    expect(parseJsonPath(`$${text.repeat(1_000)}`)).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

describe('reading with a JSONPath', () => {
  const body = '{"a":{"b":[{"c":1},{"c":2.0}]},"x y":null,"text":"abc","list":[3,1,2]}'

  it.each([
    ['$', body],
    ['$.a.b[1].c', '2.0'],
    ['$.a.b[-1].c', '2.0'],
    ["$['x y']", 'null'],
    ['$.a.b[2].c', undefined],
    ['$.a.b.c', undefined],
    ['$.text.length', undefined],
    ['$.constructor', undefined],
    ['$.a.__proto__', undefined],
    ['$.a.b.length', undefined],
    ['$..c', '[1,2.0]'],
    ['$.a.b[*].c', '[1,2.0]'],
    ['$.list[1:]', '[1,2]'],
    ['$.list[:-1]', '[3,1]'],
    ['$.list[0,2]', '[3,2]'],
    ["$['text','none']", '{"text":"abc"}'],
    ['$.a.b[?(@.c > 1)]', '[{"c":2.0}]'],
    ['$.a.b[?(@.d)]', '[]'],
  ])('finds at %s what is there', (path, json) => {
    expect(read(path, body)).toBe(json)
  })

  it('answers for a path that does not fit with a fault, as the engine throws', () => {
    expect(() => read('$.a[0]', body)).toThrow(MappingFault)
    expect(() => read('$.text[?(@.a)]', body)).toThrow(MappingFault)
  })

  it.each([
    ['$.list.length()', '3'],
    ['$.a.length()', '1'],
    ['$.text.length()', '3'],
    ['$.list.min()', '1.0'],
    ['$.list.max()', '3.0'],
    ['$.list.sum()', '6.0'],
    ['$.list.avg()', '2.0'],
    ['$.a.keys()', '["b"]'],
    ['$.list.first()', '3'],
    ['$.list.last()', '2'],
    ['$.list.index(1)', '1'],
    ["$.text.concat('-', $.list[0])", '"abc-3"'],
    ['$.list.append(4)', '[3,1,2,4]'],
    ['$..c.sum()', '3.0'],
    ['$.none.length()', undefined],
  ])('computes %s (after Jayway 2.0)', (path, json) => {
    expect(read(path, body)).toBe(json)
  })

  const items = '[{"n":"a","v":1,"t":["x","y"]},{"n":"b","v":2,"t":[]},{"n":"c","v":"3"}]'

  it.each([
    ["$[?(@.n in ['a','c'])].n", '["a","c"]'],
    ["$[?(@.n nin ['a','c'])].n", '["b"]'],
    ["$[?(@.t contains 'x')].n", '["a"]'],
    ['$[?(@.t size 0)].n', '["b"]'],
    ['$[?(@.t empty false)].n', '["a"]'],
    ["$[?(@.t anyof ['y','z'])].n", '["a"]'],
    ['$[?(@.n == "b")].n', '["b"]'],
    ["$[?((@.v == 1 || @.v == 2) && @.n == 'b')].n", '["b"]'],
    ["$[?(!(@.n == 'a'))].n", '["b","c"]'],
    ['$[?(@.t.length() > 1)].n', '["a"]'],
    ['$[?(@.n =~ /[AB]/i && @.v < 2)].n', '["a"]'],
  ])('filters by %s (after Jayway 2.0)', (path, json) => {
    expect(read(path, items)).toBe(json)
  })

  it('ends soon with a fault for the same large list found again and again', () => {
    const wide = `[${'1,'.repeat(100_000)}1]`
    const body = `${'{"a":'.repeat(300)}${wide}${'}'.repeat(300)}`
    expect(() => read('$..*..*', body)).toThrow(/too many values/)
  })

  it.each([
    ['$.items[?(@ =~ /(a|aa)+b/)]', 'a pattern that backtracks in every item'],
    ['$.items[?(@ in $.numbers)]', 'a list searched for every item'],
    ['$.items[?($.numbers.sum() == 1)]', 'a list summed for every item'],
  ])('ends soon with a fault for %s: %s', (path) => {
    const body = JSON.stringify({ items: Array(5_000).fill('a'.repeat(24)), numbers: Array(5_000).fill(1) })
    const start = performance.now()
    expect(() => read(path, body)).toThrow(MappingFault)
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  it('ends soon with a fault for scans of scans', () => {
    const deep = `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`
    const start = performance.now()
    expect(() => read('$..*..*..*..*..*', deep)).toThrow(/too many values/)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
