/** What belongs to the account and to no API. Members carry the names of AWS's wire model, letter for letter; dates are seconds since 1970. */

export type Tags = Readonly<Record<string, string>>

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Account.html */
export interface Account {
  readonly cloudwatchRoleArn?: string
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_VpcLink.html */
export interface VpcLink {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly targetArns: readonly string[]
  readonly tags?: Tags
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_ClientCertificate.html */
export interface ClientCertificate {
  readonly clientCertificateId: string
  readonly description?: string
  readonly pemEncodedCertificate: string
  readonly createdDate: number
  readonly expirationDate: number
  readonly tags?: Tags
}
