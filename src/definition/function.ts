/** Functions as their owners set them up. Members that AWS has carry the names of its wire model, letter for letter. */
import type { FunctionPermission } from '../functions/published-function.ts'
import type { Sealed } from '../lib/sealed.ts'
import type { Tags } from './account.ts'

/** The version that is edited; the others were published and stay as they are. */
export const LATEST = '$LATEST'

/** A function with all that belongs to it. */
export interface FunctionDefinition {
  readonly name: string
  /** Of the function as a whole. */
  readonly settings: FunctionSettings
  /** By `$LATEST`, `1`, `2` … */
  readonly versions: Readonly<Record<string, FunctionVersion>>
  readonly aliases: Readonly<Record<string, FunctionAlias>>
}

export interface FunctionSettings {
  readonly tags?: Tags
  /** By qualifier; the function's own under `''`. None is empty. */
  readonly policies: Readonly<Record<string, readonly PolicyStatement[]>>
  readonly reservedConcurrentExecutions?: number
  readonly recursiveLoop?: string
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export interface FunctionVersion {
  readonly Runtime: string
  readonly Role: string
  readonly Handler: string
  readonly CodeSize: number
  readonly Description: string
  readonly Timeout: number
  readonly MemorySize: number
  /** `2026-11-25T05:55:01.123+0000`. */
  readonly LastModified: string
  /** Of the zip, in base64. */
  readonly CodeSha256: string
  readonly RevisionId: string
  readonly TracingConfig: { readonly Mode: string }
  readonly Architectures: readonly string[]
  readonly EphemeralStorage: { readonly Size: number }
  readonly LoggingConfig: LoggingConfig
  readonly VpcConfig?: Readonly<Record<string, unknown>>
  readonly KMSKeyArn?: string
  /** JSON of the variables, sealed for `functionEnvironmentPlace`; `empty` where it was set to have none. */
  readonly environment?: Sealed | 'empty'
  /** Its code in KV: see `PublishedVersion`. */
  readonly codeHash: string
  /** Of a published version: the description that `$LATEST` had then. */
  readonly latestDescription?: string
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html */
export interface LoggingConfig {
  readonly LogFormat: string
  readonly LogGroup: string
  readonly ApplicationLogLevel?: string
  readonly SystemLogLevel?: string
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html */
export interface FunctionAlias {
  readonly FunctionVersion: string
  readonly Description: string
  readonly RevisionId: string
  /** Another version and its share of the calls. */
  readonly weights?: Readonly<Record<string, number>>
}

/** A statement with conditions that the edge does not know is kept and shown, and allows nobody there. */
export interface PolicyStatement extends FunctionPermission {
  readonly eventSourceToken?: string
  readonly principalOrgId?: string
  readonly functionUrlAuthType?: string
  readonly invokedViaFunctionUrl?: boolean
}
