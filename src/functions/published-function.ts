/**
 * A function as the edge reads it in KV. The management API writes it: code first, this last. Both are complete in themselves.
 */
import type { Sealed } from '../lib/sealed.ts'

export const FUNCTION_FORMAT = 1

/** At `function/{name}`. */
export interface PublishedFunction {
  readonly format: typeof FUNCTION_FORMAT
  readonly name: string
  /** Counts writes: an isolate never goes back to an older one. */
  readonly version: number
  /** By `$LATEST`, `1`, `2` … */
  readonly versions: Readonly<Record<string, PublishedVersion>>
  readonly aliases: Readonly<Record<string, PublishedAlias>>
  /** Who may run it, by qualifier; the function's own under `''`. */
  readonly permissions: Readonly<Record<string, readonly FunctionPermission[]>>
}

export interface PublishedVersion {
  /** SHA-256 of the code and of this upload of it, hexadecimal, never used again: it is at `function-code/{hash}`. */
  readonly codeHash: string
  /** `index.handler`. */
  readonly handler: string
  /** `nodejs24.x`. */
  readonly runtime: string
  readonly timeoutInSeconds: number
  readonly memorySizeInMb: number
  /** JSON of the environment variables, sealed for the place `functionEnvironmentPlace(name)`. Absent when there are none. */
  readonly environment?: Sealed
}

export interface PublishedAlias {
  readonly version: string
  /** Other versions and their share of the calls, above 0 and up to 1. */
  readonly routing?: Readonly<Record<string, number>>
}

/** One statement of the function's policy, as AddPermission makes it. */
export interface FunctionPermission {
  readonly statementId: string
  /** `lambda:InvokeFunction`, `lambda:*`. */
  readonly action: string
  /** `apigateway.amazonaws.com`, an account or an ARN, `*`. */
  readonly principal: string
  /** ARN in which `*` and `?` stand for anything. */
  readonly sourceArn?: string
  readonly sourceAccount?: string
}

/** At `function-code/{hash}`: the files of the zip, by their path in it. Text is UTF-8; what is none is in base64. */
export interface FunctionCode {
  readonly format: typeof FUNCTION_FORMAT
  readonly files: Readonly<Record<string, string | { readonly base64: string }>>
}

export const functionKey = (name: string): string => `function/${name}`
export const functionCodeKey = (hash: string): string => `function-code/${hash}`
export const functionEnvironmentPlace = (name: string): string => `function/${name}/environment`
