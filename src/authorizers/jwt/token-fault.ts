/** Why a token is not believed. The message holds nothing of the token: it goes to the owner's log. */
export class TokenFault extends Error {
  /** Whether it was good once. */
  readonly isExpired: boolean

  constructor(message: string, isExpired = false) {
    super(message)
    this.name = 'TokenFault'
    this.isExpired = isExpired
  }
}

/** Why an issuer's keys are not to be had: of no token can it be said whether it is good. */
export class IssuerFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'IssuerFault'
  }
}
