import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseKeySet } from '../../src/authorizers/jwt/key-set.ts'
import { checkSignature } from '../../src/authorizers/jwt/signature.ts'
import { checkForm } from '../../src/authorizers/jwt/token-claims.ts'

// https://github.com/C2SP/wycheproof: signatures and key sets, most of them forged or broken.

const FOLDER = resolve(import.meta.dirname, '../..', process.env.POSTERN_SUITES ?? '../shared/suites', 'wycheproof')

interface Suite {
  readonly testGroups: readonly {
    readonly public?: object
    readonly private?: object
    readonly tests: readonly { tcId: number; comment: string; jws: string; result: string }[]
  }[]
}

interface Verdict {
  readonly tcId: number
  readonly result: string
  readonly isTaken: boolean
  readonly isSecret: boolean
}

describe.skipIf(!existsSync(FOLDER))('Wycheproof (the suite is not there)', () => {
  it('has no forged signature that is taken', async () => {
    const verdicts = await verdictsOf('json_web_signature_test.json')
    expect(verdicts.length).toBeGreaterThan(390)
    expect(verdicts.filter(({ result, isTaken }) => result === 'invalid' && isTaken)).toEqual([])
    // Not one by a shared secret.
    expect(verdicts.filter(({ isTaken, isSecret }) => isTaken && isSecret)).toEqual([])
  })

  it('has good signatures that are taken', async () => {
    const verdicts = await verdictsOf('json_web_signature_test.json')
    const refused = verdicts.filter(({ result, isTaken, isSecret }) => result === 'valid' && !isTaken && !isSecret)
    // Without a payload there are no claims; and of the algorithm ES521 there is none.
    expect(refused.map(({ tcId }) => tcId)).toEqual([...[259, 264, 268, 272, 320, 325], ...[346, 347, 350, 351]])
  })

  it('has no key set of which a key of the wrong kind is used', async () => {
    const verdicts = await verdictsOf('json_web_key_test.json')
    expect(verdicts.filter(({ result, isTaken }) => result === 'invalid' && isTaken)).toEqual([])
  })
})

async function verdictsOf(file: string): Promise<Verdict[]> {
  const { testGroups } = JSON.parse(readFileSync(resolve(FOLDER, file), 'utf8')) as Suite
  const verdicts: Verdict[] = []
  for (const group of testGroups) {
    const keys = group.public ?? group.private ?? {}
    const set = parseKeySet(JSON.stringify('keys' in keys ? keys : { keys: [keys] }))
    for (const { tcId, jws, result } of group.tests) {
      const isTaken = await takes(jws, set)
      verdicts.push({ tcId, result, isTaken, isSecret: /"kty":"oct"/.test(JSON.stringify(keys)) })
    }
  }
  return verdicts
}

async function takes(jws: string, keys: ReturnType<typeof parseKeySet>): Promise<boolean> {
  try {
    checkForm(jws)
    await checkSignature(jws, { known: () => keys, newer: async () => keys })
    return true
  } catch {
    return false
  }
}
