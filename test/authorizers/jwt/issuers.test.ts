import { describe, expect, it } from 'vitest'
import { readIssuers } from '../../../src/authorizers/jwt/issuers.ts'

const POOL = 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbC123'

describe('the issuer of a user pool', () => {
  it("is Cognito's own (documentation)", () => {
    expect(readIssuers(undefined).of(POOL)).toBe('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123')
    expect(readIssuers('').of(POOL.replace('aws', 'aws-cn'))).toMatch(/amazonaws\.com\.cn\//)
  })

  it.each([
    '',
    'arn',
    `${POOL}/x`,
    POOL.replace('cognito-idp', 'iam'),
    POOL.replace('eu-west-1_AbC123', 'a/../b'),
    `${POOL}\n`,
  ])('is none of %j', (arn) => expect(readIssuers(undefined).of(arn)).toBeUndefined())

  it('is that of the configuration, for the ARNs that it names', () => {
    const { of, fault } = readIssuers(JSON.stringify({ [POOL]: 'https://issuer.example.com' }))
    expect({ fault, issuer: of(POOL) }).toEqual({ fault: undefined, issuer: 'https://issuer.example.com' })
    expect(of(POOL.replace('AbC123', 'Other'))).toMatch(/^https:\/\/cognito-idp/)
    expect(of('toString')).toBeUndefined()
  })

  it.each([
    '{',
    '[]',
    'null',
    '"x"',
    `{"${POOL}":1}`,
    `{"${POOL}":"http://issuer.example.com"}`,
    `{"${POOL}":"issuer"}`,
  ])('is none while the configuration is %s: no pool is believed in place of another', (text) => {
    const { of, fault } = readIssuers(text)
    expect(of(POOL)).toBeUndefined()
    expect(fault).toMatch(/^POSTERN_ISSUERS /)
  })
})
