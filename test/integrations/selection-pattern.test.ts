import { expect, it } from 'vitest'
import { linkSelection } from '../../src/integrations/integration-responses.ts'

const select = (pattern: string, text: string) =>
  linkSelection([{ pattern, linked: 'matched' }, { linked: 'default' }])(text)

it.each([
  ['4\\d{2}', '404', 'matched'],
  ['4', '404', 'default'],
  ['(?i).*not found.*', 'User NOT FOUND.', 'matched'],
  ['[a-z&&[^x]]+', 'abc', 'matched'],
  ['.*+', 'a', 'matched'],
  ['.*', 'two\nlines', 'default'],
  ['(?s).*', 'two\nlines', 'matched'],
])('the selection pattern %s is a Java regular expression over all of %j (documentation)', (pattern, text, linked) => {
  expect(select(pattern, text)).toBe(linked)
})

it('answers API_CONFIGURATION_ERROR for a pattern that would take for ever (our own choice)', () => {
  expect(() => select('(a+)+b', 'a'.repeat(100))).toThrow(expect.objectContaining({ type: 'API_CONFIGURATION_ERROR' }))
})
