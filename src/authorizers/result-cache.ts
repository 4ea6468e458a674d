/**
 * Results of Lambda authorizers, kept in the isolate's memory: `authorizerResultTtlInSeconds`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-lambda-function-create.html
 * Differs from AWS: a result is kept per isolate, so that several locations may each call the function.
 */
import type { Services } from '../gateway/exchange.ts'
import { ByteLru } from '../lib/byte-lru.ts'
import type { LambdaAuthorizerResult } from './lambda-authorizer-result.ts'

interface CachedResult {
  readonly result: LambdaAuthorizerResult
  /** Milliseconds since 1970. */
  readonly expires: number
}

/** Of all authorizers of the isolate together. */
const BUDGET_BYTES = 4 * 1024 * 1024
const ENTRY_OVERHEAD_BYTES = 512
const BYTES_A_CHARACTER = 2

/** One for each isolate: services are built once for each. */
const CACHES = new WeakMap<Services, ByteLru<CachedResult>>()

function cacheOf(services: Services): ByteLru<CachedResult> {
  const cache = CACHES.get(services) ?? new ByteLru<CachedResult>(BUDGET_BYTES)
  CACHES.set(services, cache)
  return cache
}

/** The result that is known under a key, unless its time is over. */
export function cachedResult(services: Services, key: string): LambdaAuthorizerResult | undefined {
  const found = CACHES.get(services)?.get(key)
  return found !== undefined && services.now() < found.expires ? found.result : undefined
}

/** Keeps a result until `expires`; `length` is that of its JSON in characters. */
export function cacheResult(
  services: Services,
  key: string,
  result: LambdaAuthorizerResult,
  expires: number,
  length: number,
): void {
  cacheOf(services).set(key, { result, expires }, ENTRY_OVERHEAD_BYTES + BYTES_A_CHARACTER * length)
}

/**
 * The key of a result: all that it depends on, as a digest, so that no token lies in memory as a key. JSON keeps the parts apart: no value can
 * look like two others.
 */
export async function resultKey(parts: readonly unknown[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)))
  return String.fromCharCode(...new Uint8Array(digest))
}
