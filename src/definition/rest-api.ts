/**
 * A REST API as its owner wrote it: what D1 keeps, what the management API shows, what compilation reads.
 * Members carry the names of AWS's wire model, letter for letter.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html
 */
export interface RestApi {
  readonly id: string
  readonly name: string
  readonly description?: string
  /** Seconds since 1970, as AWS's JSON shows dates. */
  readonly createdDate: number
  readonly version?: string
  readonly warnings?: readonly string[]
  readonly binaryMediaTypes?: readonly string[]
  /** Bytes. */
  readonly minimumCompressionSize?: number
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER'
  readonly endpointConfiguration: EndpointConfiguration
  /** A resource policy as JSON text. */
  readonly policy?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly disableExecuteApiEndpoint: boolean
  readonly rootResourceId: string
  /** Shown, and without effect: Cloudflare ends TLS, and the zone's settings say how. */
  readonly securityPolicy?: string
  /** Shown, and without effect, as `securityPolicy`. */
  readonly endpointAccessMode?: string
}

export interface EndpointConfiguration {
  readonly types: readonly ('EDGE' | 'REGIONAL' | 'PRIVATE')[]
  readonly ipAddressType?: 'ipv4' | 'dualstack'
  readonly vpcEndpointIds?: readonly string[]
}

/** One path of an API. https://docs.aws.amazon.com/apigateway/latest/api/API_Resource.html */
export interface Resource {
  readonly id: string
  /** Absent on the root resource. */
  readonly parentId?: string
  readonly pathPart?: string
  /** `/pets/{petId}`. */
  readonly path: string
  /** By method (`GET`, …, `ANY`). */
  readonly resourceMethods?: Readonly<Record<string, Method>>
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html */
export interface Method {
  readonly httpMethod: string
  /** `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`. */
  readonly authorizationType: string
  readonly authorizerId?: string
  readonly authorizationScopes?: readonly string[]
  readonly apiKeyRequired: boolean
  readonly operationName?: string
  readonly requestValidatorId?: string
  /** `method.request.header.X` → whether it is required. */
  readonly requestParameters?: Readonly<Record<string, boolean>>
  /** Content type → model name. */
  readonly requestModels?: Readonly<Record<string, string>>
  /** By status code. */
  readonly methodResponses?: Readonly<Record<string, MethodResponse>>
  readonly methodIntegration?: Integration
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_MethodResponse.html */
export interface MethodResponse {
  readonly statusCode: string
  readonly responseParameters?: Readonly<Record<string, boolean>>
  readonly responseModels?: Readonly<Record<string, string>>
}

/** Content type → mapping template. A template that is null passes the body on as it is. */
export type Templates = Readonly<Record<string, string | null>>

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html */
export interface Integration {
  readonly type: 'HTTP' | 'HTTP_PROXY' | 'AWS' | 'AWS_PROXY' | 'MOCK'
  readonly httpMethod?: string
  readonly uri?: string
  readonly connectionType?: 'INTERNET' | 'VPC_LINK'
  readonly connectionId?: string
  readonly credentials?: string
  /** `integration.request.header.X` → mapping expression. */
  readonly requestParameters?: Readonly<Record<string, string>>
  readonly requestTemplates?: Templates
  readonly passthroughBehavior?: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER'
  readonly contentHandling?: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT'
  readonly timeoutInMillis?: number
  readonly cacheNamespace?: string
  readonly cacheKeyParameters?: readonly string[]
  /** By status code. */
  readonly integrationResponses?: Readonly<Record<string, IntegrationResponse>>
  readonly tlsConfig?: { readonly insecureSkipVerification?: boolean }
  readonly responseTransferMode?: 'BUFFERED' | 'STREAM'
  /** The listener behind a VPC link, as an ARN. */
  readonly integrationTarget?: string
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html */
export interface IntegrationResponse {
  readonly statusCode: string
  readonly selectionPattern?: string
  readonly responseParameters?: Readonly<Record<string, string>>
  readonly responseTemplates?: Templates
  readonly contentHandling?: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT'
}
