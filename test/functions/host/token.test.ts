import { expect, it } from 'vitest'
import { sameToken } from '../../../src/functions/host/token.ts'

it('takes the very token alone', () => {
  expect(sameToken('secret-1', 'secret-1')).toBe(true)
})

it.each(['', 'secret', 'secret-2', 'tecret-1', 'secret-1x', 'secret-1secret-1', 'secret-1\0', '\0'.repeat(8)])(
  'does not take %j',
  (given) => expect(sameToken(given, 'secret-1')).toBe(false),
)
