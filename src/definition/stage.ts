/** https://docs.aws.amazon.com/apigateway/latest/api/API_Deployment.html */
export interface Deployment {
  readonly id: string
  readonly description?: string
  /** Seconds since 1970. */
  readonly createdDate: number
  /** Path → method → what AWS summarises, with `embed=apisummary`. */
  readonly apiSummary?: Readonly<Record<string, Readonly<Record<string, MethodSnapshot>>>>
}

export interface MethodSnapshot {
  readonly authorizationType: string
  readonly apiKeyRequired: boolean
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html */
export interface Stage {
  readonly stageName: string
  readonly deploymentId: string
  readonly description?: string
  readonly clientCertificateId?: string
  readonly cacheClusterEnabled: boolean
  readonly cacheClusterSize?: string
  readonly cacheClusterStatus?: string
  /** `*\/*` or `~1pets/GET` → settings. */
  readonly methodSettings: Readonly<Record<string, MethodSetting>>
  readonly variables?: Readonly<Record<string, string>>
  readonly documentationVersion?: string
  readonly accessLogSettings?: AccessLogSettings
  readonly canarySettings?: CanarySettings
  readonly tracingEnabled: boolean
  readonly webAclArn?: string
  readonly tags?: Readonly<Record<string, string>>
  /** Seconds since 1970. */
  readonly createdDate: number
  readonly lastUpdatedDate: number
}

export interface AccessLogSettings {
  /** `$context.requestId $context.status`, in AWS's own notation. */
  readonly format?: string
  readonly destinationArn?: string
}

export interface CanarySettings {
  readonly percentTraffic?: number
  readonly deploymentId?: string
  readonly stageVariableOverrides?: Readonly<Record<string, string>>
  readonly useStageCache?: boolean
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html */
export interface MethodSetting {
  readonly metricsEnabled?: boolean
  readonly loggingLevel?: string
  readonly dataTraceEnabled?: boolean
  readonly throttlingBurstLimit?: number
  readonly throttlingRateLimit?: number
  readonly cachingEnabled?: boolean
  readonly cacheTtlInSeconds?: number
  readonly cacheDataEncrypted?: boolean
  readonly requireAuthorizationForCacheControl?: boolean
  readonly unauthorizedCacheControlHeaderStrategy?: string
}

/** AWS's name for what is no stage: where TestInvokeMethod runs a method. */
export const TEST_STAGE = 'test-invoke-stage'
