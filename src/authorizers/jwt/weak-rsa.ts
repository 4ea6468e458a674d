/**
 * RSA keys that some chips made of too few numbers (ROCA): their private half can be computed from the public one.
 * https://crocs.fi.muni.cz/public/papers/rsa_ccs17
 */
import { fromBase64 } from '../../lib/base64.ts'

/** The primes that tell: modulo each of them, such a modulus is a power of 65537, as any other is by chance alone (1 in 2^27 for all). */
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]
const POWERS = PRIMES.map((prime) => ({ prime, powers: powersOf(65_537 % prime, prime) }))

function powersOf(base: number, prime: number): ReadonlySet<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * base) % prime) powers.add(power)
  return powers
}

/** Whether a modulus, in base64url as JWKs have it, is one of these. Throws where it is no base64. */
export function isWeakModulus(modulus: string): boolean {
  const bytes = fromBase64(modulus.replaceAll('-', '+').replaceAll('_', '/'))
  const remainder = (prime: number) => bytes.reduce((rest, byte) => (rest * 256 + byte) % prime, 0)
  return POWERS.every(({ prime, powers }) => powers.has(remainder(prime)))
}
