/** What belongs to the account and to no API. Members carry the names of AWS's wire model, letter for letter; dates are seconds since 1970. */

import type { EndpointConfiguration } from './rest-api.ts'

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

/** Of HTTP APIs, and of REST APIs that name its load balancer. https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/vpclinks.html */
export interface VpcLinkV2 {
  readonly vpcLinkId: string
  readonly name: string
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  /** Seconds since 1970; on the wire it is a text. */
  readonly createdDate: number
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

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html */
export interface DomainName {
  readonly domainName: string
  /** Private domain names alone have an id and an ARN. */
  readonly domainNameId?: string
  readonly domainNameArn?: string
  readonly certificateName?: string
  readonly certificateArn?: string
  readonly certificateUploadDate: number
  readonly regionalDomainName?: string
  readonly regionalHostedZoneId?: string
  readonly regionalCertificateName?: string
  readonly regionalCertificateArn?: string
  readonly distributionDomainName?: string
  readonly distributionHostedZoneId?: string
  /** Two types while an owner moves from one to the other. */
  readonly endpointConfiguration: EndpointConfiguration
  readonly domainNameStatus: 'AVAILABLE'
  readonly securityPolicy: string
  readonly endpointAccessMode?: string
  readonly mutualTlsAuthentication?: MutualTlsAuthentication
  readonly ownershipVerificationCertificateArn?: string
  /** JSON text, as is `policy`. */
  readonly managementPolicy?: string
  readonly policy?: string
  readonly routingMode: string
  readonly tags?: Tags
}

export interface MutualTlsAuthentication {
  /** `s3://bucket/key`. */
  readonly truststoreUri?: string
  readonly truststoreVersion?: string
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_BasePathMapping.html */
export interface BasePathMapping {
  /** `(none)`: the whole domain. */
  readonly basePath: string
  readonly restApiId: string
  /** Absent or `(none)`: callers name the stage behind the base path. */
  readonly stage?: string
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DomainNameAccessAssociation.html */
export interface DomainNameAccessAssociation {
  readonly domainNameAccessAssociationArn: string
  readonly domainNameArn: string
  readonly accessAssociationSourceType: string
  /** The id of a VPC endpoint: `vpce-1a2b3c4d`. */
  readonly accessAssociationSource: string
  readonly tags?: Tags
}
