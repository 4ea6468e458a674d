import { describe, expect, it } from 'vitest'
import { masterKeyOf } from '../../src/lib/sealed.ts'

const FIRST = new Uint8Array(32).fill(1)
const SECOND = new Uint8Array(32).fill(2)
const SECRET = Uint8Array.from(Buffer.from('a private key'))

describe('a master key', () => {
  it('opens what it has sealed', async () => {
    const key = masterKeyOf([FIRST])
    expect(await key.open(await key.seal(SECRET, 'here'), 'here')).toEqual(SECRET)
  })

  it('seals the same secret differently each time, with the id of the key beside it', async () => {
    const key = masterKeyOf([FIRST])
    const [one, two] = [await key.seal(SECRET, 'here'), await key.seal(SECRET, 'here')]
    expect(one.data).not.toBe(two.data)
    expect(one.iv).not.toBe(two.iv)
    expect(one.keyId).toMatch(/^[0-9a-f]{16}$/)
    expect(two.keyId).toBe(one.keyId)
  })

  it('seals with the first key and opens with the one that sealed: so keys are replaced', async () => {
    const old = await masterKeyOf([FIRST]).seal(SECRET, 'here')
    const both = masterKeyOf([SECOND, FIRST])
    expect(await both.open(old, 'here')).toEqual(SECRET)
    const now = await both.seal(SECRET, 'here')
    expect(now.keyId).not.toBe(old.keyId)
    expect(await masterKeyOf([SECOND]).open(now, 'here')).toEqual(SECRET)
    await expect(masterKeyOf([SECOND]).open(old, 'here')).rejects.toThrow(`There is no key ${old.keyId}`)
  })

  it('opens nothing in another place, and nothing that was changed', async () => {
    const key = masterKeyOf([FIRST])
    const sealed = await key.seal(SECRET, 'here')
    await expect(key.open(sealed, 'there')).rejects.toThrow()
    const data = sealed.data.startsWith('A') ? `B${sealed.data.slice(1)}` : `A${sealed.data.slice(1)}`
    await expect(key.open({ ...sealed, data }, 'here')).rejects.toThrow()
  })
})
