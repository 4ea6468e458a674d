import { ControlError } from '../errors/control-error.ts'
import { badRequest } from './validation-error.ts'

/** AWS's limit of a document. */
const MAX_DOCUMENT_BYTES = 6 * 1024 * 1024

/** The document that a call carries, as text. What is no UTF-8 is refused with `invalid`. Throws ControlError. */
export function documentText(body: Uint8Array, invalid: string): string {
  if (body.length > MAX_DOCUMENT_BYTES) {
    throw new ControlError(
      'RequestTooLargeException',
      `The document has ${body.length} bytes; ${MAX_DOCUMENT_BYTES} (6 MB) are the most it may have.`,
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body)
  } catch {
    throw badRequest(invalid)
  }
}
