/** Why a call to AWS cannot even be made. The message is for the log of the gateway's owner; it holds no secret. */
export class AwsCallError extends Error {
  readonly failure: AwsCallFailure

  constructor(failure: AwsCallFailure, message: string) {
    super(message)
    this.name = 'AwsCallError'
    this.failure = failure
  }
}

/** `role`: AWS did not let the role be assumed. `sts`: it could not be asked. */
export type AwsCallFailure = 'no-credentials' | 'role' | 'sts' | 'endpoint'
