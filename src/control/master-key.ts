import { fromBase64 } from '../lib/base64.ts'
import { type MasterKey, masterKeyOf } from '../lib/sealed.ts'
import { badRequest } from './validation-error.ts'

const KEY_BYTES = 32

/**
 * The key of the secret POSTERN_MASTER_KEY: 32 random bytes in base64. More keys, after commas, only open what they have sealed once.
 * Throws ControlError when there is none or one is ill; its text says nothing of the key.
 */
export function readMasterKey(secret: string | undefined): MasterKey {
  if (secret === undefined || secret.trim() === '') throw badRequest(`This gateway has no master key. ${ADVICE}`)
  return masterKeyOf(secret.split(',').map((text) => keyOf(text.trim())))
}

const ADVICE =
  'Private keys are stored encrypted under the secret POSTERN_MASTER_KEY: set it to 32 random bytes in base64, as ' +
  '`openssl rand -base64 32` makes them.'

function keyOf(text: string): Uint8Array<ArrayBuffer> {
  const key = bytesOf(text)
  if (key?.length !== KEY_BYTES) throw badRequest(`The master key of this gateway is not usable. ${ADVICE}`)
  return key
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return fromBase64(text)
  } catch {
    return undefined
  }
}
