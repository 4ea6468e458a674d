/** The compiled form of an integration, told apart by AWS's type name. */
export interface IntegrationSpec {
  readonly type: string
}
