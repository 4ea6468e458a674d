import { describe, expect, it } from 'vitest'
import { type InputParameters, inputObject } from '../../src/mapping/input.ts'
import { MappingFault } from '../../src/mapping/mapping-fault.ts'
import { printValue } from '../../src/mapping/print.ts'

const PARAMETERS: InputParameters = {
  path: [['id', 'of-path']],
  querystring: [
    ['id', 'of-query'],
    ['q', 'a b'],
  ],
  header: [
    ['id', 'of-header'],
    ['q', 'x'],
    ['content-type', 'text/plain'],
  ],
}
const input = (body: string) => inputObject(body, () => PARAMETERS)

describe('$input.body', () => {
  it('is the body as it came, and {} for none (vtl-0212, vtl-0213)', () => {
    expect(input('{"some": "value"}').member('body')).toBe('{"some": "value"}')
    expect(input('').member('body')).toBe('{}')
  })

  it('has the properties of a JSON body (our own choice), and none of another (vtl-0225, vtl-0226)', () => {
    expect(input('{"some": "value"}').textMember('body', 'some')).toBe('value')
    expect(input('{"some": "value"}').textMember('body', 'testAccess')).toBeUndefined()
    expect(input('some raw data').textMember('body', 'length')).toBeUndefined()
    expect(input('{"broken').textMember('body', 'broken')).toBeUndefined()
    expect(input('{}').textMember('json', 'a')).toBeUndefined()
  })
})

describe('$input.json', () => {
  it.each([
    ['{}', '$', '{}'], // vtl-0242
    ['', '$', '{}'], // vtl-0243
    ['a=b', '$', '"a=b"'], // vtl-0238
    ['"a=b"', '$', '"a=b"'], // vtl-0239
    ['{"a": [1, 2.50, "é/"]}', '$.a', '[1,2.5,"é/"]'],
    ['{"a": null}', '$.a', 'null'],
    ['{"a": 1}', '$.b', '""'],
    ['not json', '$.message', '""'], // vtl-0287
    ['{"a": 1}', 'a', '1'],
  ])('of %s at %s is %s', (body, path, json) => {
    expect(input(body).call('json', [path])).toBe(json)
  })
})

describe('$input.path', () => {
  it.each([
    ['{"a": {"b": [1]}}', '$.a', '{b=[1]}'],
    ['{"a": 1}', '$.b', ''],
    ['null{', '$', 'null{'], // vtl-0250
    ['{"a": [{"b": 1}, {"b": 2}]}', '$.a[*].b', '[1,2]'],
  ])('of %s at %s prints %s', (body, path, text) => {
    expect(printValue(input(body).call('path', [path]) ?? null)).toBe(text)
  })

  it('gives the same document each time, so that a template may change it', () => {
    const object = input('{"a": {}}')
    const found = object.call('path', ['$.a'])
    if (!(found instanceof Map)) throw new Error('no map')
    found.set('b', 1)
    expect(object.call('json', ['$'])).toBe('{"a":{"b":1}}')
  })

  it("answers a malformed body with AWS's words (recorded: vtl-0248)", () => {
    const words =
      'Could not process payloadnet.minidev.json.parser.ParseException: Unexpected End Of File position 1: EOF'
    expect(() => input('[a').call('path', ['$'])).toThrow(new MappingFault('invalidJson', words))
    expect(() => input('[a').call('json', ['$.b'])).toThrow(MappingFault)
  })

  it.each(['', '$a', '$..', '$[?(@.a =~ /(/)]'])('refuses the path %s', (path) => {
    expect(() => input('{}').call('path', [path])).toThrow(MappingFault)
  })
})

describe('$input.params', () => {
  it('of a name looks in the path, the query string and the headers (vtl-0271, vtl-0272)', () => {
    expect(input('').call('params', ['id'])).toBe('of-path')
    expect(input('').call('params', ['q'])).toBe('a b')
    expect(input('').call('params', ['Content-Type'])).toBe('text/plain')
    expect(input('').call('params', ['none'])).toBe('')
    expect(input('').call('params', ['constructor'])).toBe('')
  })

  it('gives all of them in maps (vtl-0274 to vtl-0279)', () => {
    const all = input('').call('params', [])
    if (!(all instanceof Map)) throw new Error('no map')
    expect(printValue(all)).toBe(
      '{path={id=of-path}, querystring={id=of-query, q=a b}, header={id=of-header, q=x, content-type=text/plain}}',
    )
    const header = all.get('header')
    expect(header instanceof Map && header.get('Content-Type')).toBe('text/plain')
    expect(header instanceof Map && header.has('Content-TYPE')).toBe(true)
  })

  it('is not asked for when a template does not ask', () => {
    const object = inputObject('{"a":1}', () => {
      throw new Error('asked')
    })
    expect(object.call('json', ['$.a'])).toBe('1')
  })
})

it('has nothing else, and prints {}', () => {
  for (const name of ['constructor', 'toString', 'class', 'json', 'keySet'])
    expect(input('').member(name)).toBeUndefined()
  expect(input('').call('constructor', [])).toBeUndefined()
  expect(input('').call('json', [])).toBeUndefined()
  expect(input('').print()).toBe('{}')
})
