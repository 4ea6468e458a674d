import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/openapi/json-value.ts'
import { linkBodyModels } from '../../src/validation/body-model.ts'
import { SCHEMA_2020_12 } from '../../src/validation/schema.ts'

// The words are those of java-json-tools' json-schema-validator, which AWS answers with: "[…]" around all of them, as callers of real APIs
// quote it. What is marked as ours AWS has no known words for.

const wrong = (schema: unknown, body: unknown) =>
  linkBodyModels({ 'application/json': 'M' }, { M: schema as JsonObject })('application/json')?.(
    typeof body === 'string' ? body : JSON.stringify(body),
  )

const string = { type: 'string' }

describe('what is wrong with a body', () => {
  it.each<[schema: unknown, body: unknown, error: string]>([
    // Quoted by a user's checks of a deployed API.
    [
      { required: ['type', 'timestamp', 'id'] },
      '',
      '[object has missing required properties (["id","timestamp","type"])]',
    ],
    [
      { properties: { t: { minimum: 1262300400000 } } },
      { t: 1 },
      '[numeric instance is lower than the required minimum (minimum: 1262300400000, found: 1)]',
    ],
    [
      { properties: { m: { oneOf: [string, { type: 'null' }] } } },
      { m: 1 },
      '[instance failed to match exactly one schema (matched 0 out of 2)]',
    ],
    [
      { properties: { c: { enum: ['AF', 'N/A'] } } },
      { c: 'AB' },
      '[instance value ("AB") not found in enum (possible values: ["AF","N/A"])]',
    ],
    [
      { properties: { n: { type: 'number' } } },
      { n: '100' },
      '[instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])]',
    ],
    [
      { properties: { s: string } },
      { s: true },
      '[instance type (boolean) does not match any allowed primitive type (allowed: ["string"])]',
    ],
    // The engine's messages.
    [
      { type: ['object', 'null'] },
      [],
      '[instance type (array) does not match any allowed primitive type (allowed: ["null","object"])]',
    ],
    [
      { additionalProperties: false, properties: { a: {} } },
      { z: 1, b: 1, a: 1 },
      '[object instance has properties which are not allowed by the schema: ["b","z"]]',
    ],
    [
      { items: [{}], additionalItems: false },
      [1, 2],
      '[schema only allows 1 elements in array but instance has 2 elements]',
    ],
    [{ minItems: 2 }, [1], '[array is too short: must have at least 2 elements but instance has 1 elements]'],
    [{ maxItems: 0 }, [1], '[array is too long: must have at most 0 elements but instance has 1 elements]'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      '[array must not contain duplicate elements]',
    ],
    [
      { properties: { a: { minimum: 1, exclusiveMinimum: true } } },
      { a: 1 },
      '[numeric instance is not strictly greater than the required minimum 1]',
    ],
    [
      { properties: { a: { maximum: 1 } } },
      { a: 2.5 },
      '[numeric instance is greater than the required maximum (maximum: 1, found: 2.5)]',
    ],
    [
      { properties: { a: { maximum: 1, exclusiveMaximum: true } } },
      { a: 1 },
      '[numeric instance is not strictly lower than the required maximum 1]',
    ],
    [
      { properties: { a: { minLength: 2 } } },
      { a: '😀' },
      '[string "😀" is too short (length: 1, required minimum: 2)]',
    ],
    [
      { properties: { a: { maxLength: 2 } } },
      { a: 'abc' },
      '[string "abc" is too long (length: 3, maximum allowed: 2)]',
    ],
    [
      { properties: { a: { pattern: '^[a-z]+$' } } },
      { a: 'pi*lot' },
      '[ECMA 262 regex "^[a-z]+$" does not match input string "pi*lot"]',
    ],
    [{ properties: { a: { multipleOf: 0.01 } } }, { a: 0.075 }, '[remainder of division is not zero (0.075 / 0.01)]'],
    [{ minProperties: 2 }, { a: 1 }, '[object has too few properties (found 1 but schema requires at least 2)]'],
    [{ maxProperties: 0 }, { a: 1 }, '[object has too many properties (found 1 but schema requires at most 0)]'],
    [
      { dependencies: { a: ['c', 'b'] } },
      { a: 1, b: 1 },
      '[property "a" of object has missing property dependencies (schema requires ["b","c"]; missing: ["c"])]',
    ],
    [{ anyOf: [string, string] }, {}, '[instance failed to match at least one required schema among 2]'],
    [{ allOf: [string, {}] }, {}, '[instance failed to match all required schemas (matched only 1 out of 2)]'],
    [{ not: {} }, {}, '[instance matched a schema which it should not have]'],
    // The order of keywords and members is that of their names; what is inside of a wrong value is not looked at.
    [
      { required: ['x'], minProperties: 3, properties: { a: string } },
      { a: 1 },
      '[object has too few properties (found 1 but schema requires at least 3), object has missing required properties (["x"])]',
    ],
    [
      { properties: { b: string, a: { type: 'null' } } },
      { b: 1, a: 'x' },
      '[instance type (string) does not match any allowed primitive type (allowed: ["null"]), instance type (integer) does not match any allowed primitive type (allowed: ["string"])]',
    ],
    // Ours.
    [{}, '{"a": ', '[Request body is not valid JSON]'],
    [{ items: { $ref: '#' } }, '['.repeat(5_000) + ']'.repeat(5_000), '[Request body is nested too deeply]'],
  ])('%j, %j', (schema, body, error) => {
    expect(wrong(schema, body)).toBe(error)
  })

  it('is nothing with what the schema allows', () => {
    expect(wrong({ type: 'object' }, '')).toBeUndefined()
    expect(wrong({ type: 'object' }, '  ')).toBeUndefined()
    expect(wrong({ properties: { a: { format: 'email' } } }, { a: 'no address' })).toBeUndefined()
    expect(wrong({ properties: { constructor: string } }, {})).toBeUndefined()
    expect(wrong({ required: ['__proto__'] }, '{"__proto__": 1}')).toBeUndefined()
    expect(wrong({ required: ['toString'] }, {})).toBeDefined()
    // Of draft 3, and in real APIs.
    expect(wrong({ properties: { a: { required: true } } }, {})).toBeUndefined()
  })

  it('comes of 2020-12 where the model says so', () => {
    const schema = { $schema: SCHEMA_2020_12, properties: { a: { exclusiveMinimum: 3 } }, unevaluatedProperties: false }
    expect(wrong(schema, { a: 4 })).toBeUndefined()
    expect(wrong(schema, { a: 3 })).toBe('[numeric instance is not strictly greater than the required minimum 3]')
    expect(wrong(schema, { a: 4, b: 1 })).toBe('[no instance is allowed by the schema]')
  })
})

describe('a hostile body', () => {
  it.each<[what: string, schema: unknown, body: unknown]>([
    ['a pattern that could be tried in countless ways', { items: { pattern: '^(a+)+$' } }, [`${'a'.repeat(100_000)}!`]],
    ['many different items', { uniqueItems: true }, Array.from({ length: 200_000 }, (_, position) => position)],
    ['many faults', { items: string }, Array(500_000).fill(1)],
    ['many faults under anyOf', { anyOf: [{ items: string }, { type: 'null' }] }, Array(500_000).fill(1)],
  ])('is answered at once: %s', (_, schema, body) => {
    const start = performance.now()
    expect((wrong(schema, body) ?? '').length).toBeLessThanOrEqual(10_000)
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})

describe('the model of a body', () => {
  const models = linkBodyModels({ 'Application/JSON': 'Text', 'text/csv': 'Any' }, { Text: string, Any: {} })

  it('is that of the Content-Type without its parameters, of JSON where there is none', () => {
    expect(models('application/json; charset=utf-8')?.('1')).toBeDefined()
    expect(models(undefined)?.('1')).toBeDefined()
    expect(models('text/csv')?.('1')).toBeUndefined()
  })

  it('is none for other types, unless there is one for all: documentation', () => {
    expect(models('text/plain')).toBeUndefined()
    expect(linkBodyModels({ $default: 'Text' }, { Text: string })('text/plain')?.('1')).toBeDefined()
  })
})
