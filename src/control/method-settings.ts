import type { MethodSetting, Stage } from '../definition/stage.ts'
import { isTrue } from './patch.ts'
import { badRequest } from './validation-error.ts'

/** What a method setting holds as soon as one of its members is set, as AWS shows it. */
const DEFAULTS: MethodSetting = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5_000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
}

const ALL_METHODS = '*/*'
const MAX_CACHE_TTL_SECONDS = 3_600
const STRATEGIES = ['FAIL_WITH_403', 'SUCCEED_WITH_RESPONSE_HEADER', 'SUCCEED_WITHOUT_RESPONSE_HEADER']

/** The end of a patch path → the member it sets. */
const SETTERS: Readonly<Record<string, (value: string) => MethodSetting>> = {
  'metrics/enabled': (value) => ({ metricsEnabled: isTrue(value) }),
  'logging/dataTrace': (value) => ({ dataTraceEnabled: isTrue(value) }),
  'logging/loglevel': (value) => ({ loggingLevel: oneOf('logging/loglevel', value, ['OFF', 'ERROR', 'INFO']) }),
  'throttling/burstLimit': (value) => ({ throttlingBurstLimit: whole('throttling/burstLimit', value, 2 ** 31 - 1) }),
  'throttling/rateLimit': (value) => ({ throttlingRateLimit: decimal('throttling/rateLimit', value) }),
  'caching/enabled': (value) => ({ cachingEnabled: isTrue(value) }),
  'caching/ttlInSeconds': (value) => ({
    cacheTtlInSeconds: whole('caching/ttlInSeconds', value, MAX_CACHE_TTL_SECONDS),
  }),
  'caching/dataEncrypted': (value) => ({ cacheDataEncrypted: isTrue(value) }),
  'caching/requireAuthorizationForCacheControl': (value) => ({ requireAuthorizationForCacheControl: isTrue(value) }),
  'caching/unauthorizedCacheControlHeaderStrategy': (value) => ({
    unauthorizedCacheControlHeaderStrategy: oneOf('unauthorizedCacheControlHeaderStrategy', value, STRATEGIES),
  }),
}

type MethodSettings = Stage['methodSettings']

/** `/{resourcePath}/{httpMethod}/{group}/{name}` → its halves; undefined when the path is no method setting's. */
function parsePath(path: string): { method: string; setting: string } | undefined {
  const [, method, setting] = /^\/([^/]+\/[^/]+)\/([^/]+\/[^/]+)$/.exec(path) ?? []
  return method !== undefined && setting !== undefined && Object.hasOwn(SETTERS, setting)
    ? { method, setting }
    : undefined
}

/**
 * Sets a member of a method's settings: `/pets/GET/logging/loglevel`. A method's first setting starts from those of all methods.
 * Undefined when the path is no method setting's. Throws ControlError for a value that the setting cannot have.
 */
export function setMethodSetting(settings: MethodSettings, path: string, value: string): MethodSettings | undefined {
  const parsed = parsePath(path)
  if (parsed === undefined) return undefined
  const { method, setting } = parsed
  const before = settings[method] ?? settings[ALL_METHODS] ?? DEFAULTS
  return { ...settings, [method]: { ...before, ...SETTERS[setting]?.(value) } }
}

/** Removes a method's settings (`/pets/GET`) or puts one of them back to its default. Undefined when there is none. */
export function removeMethodSetting(settings: MethodSettings, path: string): MethodSettings | undefined {
  const whole = path.slice(1)
  if (Object.hasOwn(settings, whole)) {
    const { [whole]: _, ...others } = settings
    return others
  }
  const parsed = parsePath(path)
  const before = parsed && settings[parsed.method]
  if (parsed === undefined || before === undefined) return undefined
  return { ...settings, [parsed.method]: { ...before, ...defaultOf(parsed.setting) } }
}

/** The member that `setting` names, at its default. */
function defaultOf(setting: string): MethodSetting {
  if (setting === 'logging/loglevel') return { loggingLevel: undefined }
  const member = Object.keys(SETTERS[setting]?.(setting.endsWith('Strategy') ? 'FAIL_WITH_403' : '0') ?? {})
  return Object.fromEntries(Object.entries(DEFAULTS).filter(([name]) => member.includes(name)))
}

function oneOf(name: string, value: string, set: readonly string[]): string {
  if (set.includes(value)) return value
  throw badRequest(`Invalid value '${value.slice(0, 100)}' for ${name}. Must be one of: [${set.join(', ')}]`)
}

function whole(name: string, value: string, most: number): number {
  if (/^\d{1,10}$/.test(value) && Number(value) <= most) return Number(value)
  throw badRequest(`Invalid value '${value.slice(0, 100)}' for ${name}. It has to be a whole number from 0 to ${most}`)
}

function decimal(name: string, value: string): number {
  if (/^\d{1,12}(\.\d{1,12})?$/.test(value)) return Number(value)
  throw badRequest(`Invalid value '${value.slice(0, 100)}' for ${name}. It has to be a number, 0 or greater`)
}
