import { fromBase64, toBase64 } from './base64.ts'

/** A secret as it may be stored. */
export interface Sealed {
  /** Which key opens it. */
  readonly keyId: string
  /** Base64, as is `data`. */
  readonly iv: string
  readonly data: string
}

/** Encrypts what is never stored in clear. */
export interface MasterKey {
  /** `place` says what the secret belongs to: it opens there and nowhere else. */
  seal(secret: Uint8Array<ArrayBuffer>, place: string): Promise<Sealed>
  /** Throws when it was sealed with another key, for another place, or changed since. */
  open(sealed: Sealed, place: string): Promise<Uint8Array<ArrayBuffer>>
}

const IV_BYTES = 12
/** Enough to tell an owner's keys apart, too little to tell anything of one. */
const KEY_ID_BYTES = 8

/** AES-256-GCM. `keys` have 32 random bytes each: the first seals, and each opens what it has sealed. */
export function masterKeyOf(keys: readonly Uint8Array<ArrayBuffer>[]): MasterKey {
  return {
    async seal(secret, place) {
      const [key] = keys
      if (key === undefined) throw new Error('There is no key to seal with')
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
      const data = await crypto.subtle.encrypt(algorithm(iv, place), await imported(key), secret)
      return { keyId: await keyIdOf(key), iv: toBase64(iv), data: toBase64(new Uint8Array(data)) }
    },
    async open({ keyId, iv, data }, place) {
      const key = await keyWith(keys, keyId)
      if (key === undefined) throw new Error(`There is no key ${keyId}`)
      const parameters = algorithm(fromBase64(iv), place)
      return new Uint8Array(await crypto.subtle.decrypt(parameters, await imported(key), fromBase64(data)))
    },
  }
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, place: string) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(place),
})

const imported = (key: Uint8Array<ArrayBuffer>) =>
  crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt'])

async function keyWith(keys: readonly Uint8Array<ArrayBuffer>[], keyId: string) {
  for (const key of keys) if ((await keyIdOf(key)) === keyId) return key
  return undefined
}

async function keyIdOf(key: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', key))
  return Array.from(digest.subarray(0, KEY_ID_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
