import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMockStatus } from '../../src/integrations/mock-status.ts'

// AWS's own cases are mck-0001 … mck-0023; these are ours.
describe('the status of a MOCK request', () => {
  it.each([
    ['  {"a": [1, {"b": "}"}], "statusCode": 404}', 404],
    ['{"statusCode": 200, "statusCode": 201}', 201],
    ["{a: {statusCode: 1}, 'statusCode': 2}", 2],
    ['{"a": "\\"}", statusCode: 5}', 5],
    ['{"statusCode": -1}', -1],
  ])('is read from %s', (text, status) => {
    expect(parseMockStatus(text)).toBe(status)
  })

  it.each([
    '',
    '{}',
    '[]',
    '{"statusCode": 200.5}',
    '{"statusCode": 2e2}',
    '{"statusCode": null}',
    '{"statusCode": {}}',
    '{"statusCode": 99999999999999999999}',
    '{"statusCode" 200}',
    '{"statusCode": 200',
    '{a: [1, "statusCode": 2}',
    '{'.repeat(10_000),
    `{a:${'['.repeat(10_000)}`,
  ])('is not found in %s', (text) => {
    expect(parseMockStatus(text)).toBeUndefined()
  })

  it('is that of any JSON document', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.integer(), (members, statusCode) => {
        expect(parseMockStatus(JSON.stringify({ ...members, statusCode }))).toBe(statusCode)
      }),
    )
  })

  it('never makes anything else of a text than a number or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['number', 'undefined']).toContain(typeof parseMockStatus(text))
      }),
    )
  })
})
