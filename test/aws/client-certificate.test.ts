import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type GeneratedCertificate, newClientCertificate } from '../../src/aws/client-certificate.ts'

const NOW = Date.parse('2026-02-03T04:05:06Z') / 1000
const withOpenssl = spawnSync('openssl', ['version']).status === 0

let generated: GeneratedCertificate
let x509: X509Certificate
beforeAll(async () => {
  generated = await newClientCertificate(NOW)
  x509 = new X509Certificate(generated.pem)
})

// Expected values: a certificate that AWS has generated, as its users published it.
describe('a client certificate', () => {
  it('is self-signed with its own RSA key of 2048 bits', () => {
    expect(x509.publicKey.asymmetricKeyDetails).toEqual({ modulusLength: 2048, publicExponent: 65537n })
    expect(x509.verify(x509.publicKey)).toBe(true)
    expect(x509.checkIssued(x509)).toBe(true)
  })

  it('comes with the private key that belongs to it', () => {
    const key = createPrivateKey({ key: Buffer.from(generated.privateKey), format: 'der', type: 'pkcs8' })
    expect(x509.checkPrivateKey(key)).toBe(true)
    expect(createPublicKey(key).equals(x509.publicKey)).toBe(true)
  })

  it("bears AWS's names and is valid for 365 days", () => {
    expect(x509.subject).toBe('C=US\nL=Seattle\nCN=ApiGateway')
    expect(x509.issuer).toBe(x509.subject)
    expect([x509.validFrom, x509.validTo]).toEqual(['Feb  3 04:05:06 2026 GMT', 'Feb  3 04:05:06 2027 GMT'])
    expect(generated.notAfter).toBe(Date.parse('2027-02-03T04:05:06Z') / 1000)
  })

  it("is text in AWS's lines", () => {
    const lines = generated.pem.split('\r\n')
    expect([lines[0], lines.at(-1)]).toEqual(['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----'])
    expect(lines.slice(1, -2).every((line) => line.length === 64)).toBe(true)
    expect(lines.join('').includes('\n')).toBe(false)
  })

  it('has a serial number and a key of its own each time', async () => {
    const other = new X509Certificate((await newClientCertificate(NOW)).pem)
    expect(other.serialNumber).not.toBe(x509.serialNumber)
    expect(other.publicKey.equals(x509.publicKey)).toBe(false)
  })

  it.skipIf(!withOpenssl)('is what openssl reads of it (skipped where there is no openssl)', () => {
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: generated.pem, encoding: 'utf8' })
    expect(text).toContain('Version: 3 (0x2)')
    expect(text.match(/Signature Algorithm: sha256WithRSAEncryption/g)).toHaveLength(2)
    expect(text).toMatch(/Issuer: C ?= ?US, L ?= ?Seattle, CN ?= ?ApiGateway/)
    expect(text).toContain('Public-Key: (2048 bit)')
    expect(text).not.toContain('X509v3 extensions')
  })
})
