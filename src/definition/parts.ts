/** What an API holds beside resources and methods. Each kind is one AWS resource type, stored whole. */
export type PartKind =
  | 'Model'
  | 'RequestValidator'
  | 'Authorizer'
  | 'GatewayResponse'
  | 'DocumentationPart'
  | 'DocumentationVersion'
  | 'Extension'

/** One stored part: `body` is the AWS wire shape of its kind. */
export interface Part<Body = unknown> {
  readonly kind: PartKind
  readonly id: string
  /** Unique within kind and API where AWS has a unique name (model, validator, authorizer, response type). */
  readonly name: string
  readonly body: Body
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Model.html */
export interface Model {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly contentType: string
  /** JSON Schema as JSON text. */
  readonly schema?: string
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_RequestValidator.html */
export interface RequestValidator {
  readonly id: string
  readonly name: string
  readonly validateRequestBody: boolean
  readonly validateRequestParameters: boolean
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html */
export interface Authorizer {
  readonly id: string
  readonly name: string
  readonly type: 'TOKEN' | 'REQUEST' | 'COGNITO_USER_POOLS'
  readonly authType?: string
  readonly providerARNs?: readonly string[]
  readonly authorizerUri?: string
  readonly authorizerCredentials?: string
  readonly identitySource?: string
  readonly identityValidationExpression?: string
  readonly authorizerResultTtlInSeconds?: number
  /** Whose tokens are taken, in place of the user pools'. Our own: it comes and goes in documents alone. */
  readonly 'x-postern-issuer'?: string
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GatewayResponse.html */
export interface GatewayResponse {
  readonly responseType: string
  readonly statusCode?: string
  readonly responseParameters?: Readonly<Record<string, string>>
  readonly responseTemplates?: Readonly<Record<string, string>>
  readonly defaultResponse?: boolean
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DocumentationPart.html */
export interface DocumentationPart {
  readonly id: string
  readonly location: DocumentationPartLocation
  /** A JSON object as JSON text. */
  readonly properties: string
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DocumentationPartLocation.html */
export interface DocumentationPartLocation {
  readonly type: string
  readonly path?: string
  /** `GET`, or `*` for any. */
  readonly method?: string
  /** `200`, or `*` for any. */
  readonly statusCode?: string
  readonly name?: string
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DocumentationVersion.html */
export interface DocumentationVersion {
  readonly version: string
  /** Seconds since 1970. */
  readonly createdDate: number
  readonly description?: string
}

/** An OpenAPI extension that has no AWS resource of its own: `x-postern-*`, or one whose feature is not served. */
export interface Extension {
  /** `x-postern-limits`. */
  readonly name: string
  /** Resource path and method when the extension stands on an operation; absent at the document's root. */
  readonly path?: string
  readonly httpMethod?: string
  readonly value: unknown
}
