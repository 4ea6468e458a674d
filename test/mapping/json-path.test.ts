import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonPath, readJsonPath } from '../../src/mapping/json-path.ts'

describe('parsing a JSONPath', () => {
  it.each([
    ['$', []],
    ['$.a.b', ['a', 'b']],
    ['$.pets[0].name', ['pets', 0, 'name']],
    ["$['a b'].c", ['a b', 'c']],
    ['$["a.b"]', ['a.b']],
    ["$['it\\'s']", ["it's"]],
    ['$[-1]', [-1]],
    ['$.a-b', ['a-b']],
    ['$.__proto__', ['__proto__']],
  ])('takes %s', (text, path) => {
    expect(parseJsonPath(text)).toEqual(path)
  })

  it.each(['$..a', '$.a[*]', '$.*', '$.a[0:2]', '$.a[0,1]', "$['a','b']", '$.a[?(@.b > 1)]', '$.a.length()'])(
    'knows that %s may find many or computes, which this version does not serve',
    (text) => {
      expect(parseJsonPath(text)).toBe('indefinite')
    },
  )

  it.each(['', 'a', '$a', '$.', '$.a.', '$[', '$[a]', "$['a", '$.a b'])('refuses %s', (text) => {
    expect(parseJsonPath(text)).toBe('malformed')
  })

  it('never throws and never hangs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('$', '.', '[', ']', "'", '*', '(', ',', 'a', '0', '\\'), { maxLength: 60 }),
        (parts) => {
          parseJsonPath(`$${parts.join('')}`)
        },
      ),
    )
  })
})

describe('reading with a JSONPath', () => {
  const document = { a: { b: [{ c: 1 }, { c: 2 }] }, 'x y': null, text: 'abc' }

  it.each([
    ['$', document],
    ['$.a.b[1].c', 2],
    ['$.a.b[-1].c', 2],
    ["$['x y']", null],
    ['$.a.b[2].c', undefined],
    ['$.a.b.c', undefined],
    ['$.a[0]', undefined],
    ['$.text.length', undefined],
    ['$.constructor', undefined],
    ['$.a.__proto__', undefined],
    ['$.a.b.length', undefined],
  ])('finds at %s what is there', (text, value) => {
    expect(readJsonPath(document, parseJsonPath(text) as (string | number)[])).toEqual(value)
  })
})

it.each(['[', '(', '[:(', "'"])('takes no longer for a hundred thousand of %s', (text) => {
  const start = performance.now()
  expect(parseJsonPath(`$${text.repeat(100_000)}`)).toBeTypeOf('string')
  expect(performance.now() - start).toBeLessThan(1_000)
})
