/** Header rules towards AWS services, as recorded on AWS: those of HTTP, and what belongs to the signed call alone. */
import type { HeaderMap } from '../lib/header-map.ts'
import { applyMappedHeaders, MAPPED_RULES, type MappedRule } from './http-headers.ts'

const AWS_RULES: ReadonlyMap<string, MappedRule> = new Map<string, MappedRule>([
  ...MAPPED_RULES,
  ['authorization', 'illegal'],
  ['connection', 'illegal'],
  ['expect', 'illegal'],
  ['proxy-authenticate', 'illegal'],
  ['te', 'illegal'],
  ['referer', 'dropped'],
])

/** Mapped headers replace the others of their name. Throws GatewayError for one that AWS refuses at run time. */
export const applyMappedAwsHeaders = (headers: HeaderMap, mapped: readonly (readonly [string, string])[]): void =>
  applyMappedHeaders(headers, mapped, AWS_RULES)

/** Whether AWS refuses at run time to map a header of this name. */
export const isIllegalAwsHeader = (name: string): boolean => AWS_RULES.get(name.toLowerCase()) === 'illegal'
