import { describe, expect, it } from 'vitest'
import { MappingFault } from '../../src/mapping/mapping-fault.ts'
import { parseJson } from '../../src/mapping/parse-json.ts'
import { printJson } from '../../src/mapping/print.ts'

// Expected texts are what json-smart, the parser behind $input, makes of each body; test/conformance/json-oracle.test.ts asks it anew.

describe('reading a body', () => {
  it.each([
    ['{"b":1,"a":[true,null,"x"]}', '{"b":1,"a":[true,null,"x"]}'],
    ['{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
    ['{"10":1,"9":2,"__proto__":3}', '{"10":1,"9":2,"__proto__":3}'],
    ['[1,1.0,1e3,2147483648,9007199254740993,-0,-0.0]', '[1,1.0,1000.0,2147483648,9007199254740993,0,-0.0]'],
    ['[0.12345678901234567890]', '[0.12345678901234567890]'],
    ["{a:'b',c:d,}", '{"a":"b","c":"d"}'],
    ['{"statusCode": 200,}', '{"statusCode":200}'],
    ['[1,,2]', '[1,2]'],
    ['{"a":1} trailing', '{"a":1}'],
    ['["\\u00e9\\x41\\q\\/"]', '["éA/"]'],
    ['[007,-,12ab,.5,1.]', '[7,0,"12ab",".5",1.0]'],
  ])('%s', (text, json) => {
    expect(printJson(parseJson(text))).toBe(json)
  })

  it.each(['a=b', 'null{', 'true{', 'false{', 'undefined{', '<h1></h1>', 'to{qoz'])(
    'takes %s for a text (recorded: vtl-0245 and 0250 to 0252)',
    (text) => {
      expect(parseJson(text)).toBe(text)
    },
  )

  it.each([
    // Recorded on AWS: vtl-0248.
    ['[a', 'Unexpected End Of File position 1: EOF'],
    ['{"a":1', 'Unexpected End Of File position 5: null'],
    ['{"a" 1}', 'Unexpected character (1) at position 4.'],
    ['}', 'Unexpected character (}) at position 0.'],
    ['{"a":"x" "b":2}', 'Unexpected token " at position 8.'],
    ['["\\u00g"]', 'Unexpected unicode escape sequence g at position 6.'],
    ["'abc", 'Unexpected End Of File position 4: null'],
  ])('refuses %s: %s', (text, words) => {
    expect(() => parseJson(text)).toThrow(new MappingFault('invalidJson', words))
  })

  it('refuses more than 400 levels, without running out of stack', () => {
    expect(() => parseJson('['.repeat(400))).toThrow(/End Of File/)
    expect(() => parseJson('['.repeat(1_000_000))).toThrow(/non natural depths/)
  })
})
