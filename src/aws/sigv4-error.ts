/** AWS's exceptions for a request that is not signed as it should be. */
export type SignatureErrorType =
  | 'MissingAuthenticationTokenException'
  | 'IncompleteSignatureException'
  | 'InvalidSignatureException'
  | 'UnrecognizedClientException'

/** Why a signature is refused, in AWS's words. The message never holds a key, a token or a signature. */
export class SignatureError extends Error {
  readonly type: SignatureErrorType

  constructor(type: SignatureErrorType, message: string) {
    super(message)
    this.name = 'SignatureError'
    this.type = type
  }
}
