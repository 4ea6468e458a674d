import type { Value } from '../../mapping/values.ts'
import type { Claims } from './token-claims.ts'

/** Claims that AWS shows as Java prints dates; `auth_time` it does not. */
const DATES: ReadonlySet<string> = new Set(['exp', 'iat'])

/** Claims as `$context.authorizer.claims` and the events of functions have them: every value is text. */
export const claimTexts = (claims: Claims): (readonly [Value, Value])[] =>
  Object.entries(claims).map(([name, value]) => [name, textOf(name, value)])

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && DATES.has(name)) return javaDate(value)
  if (Array.isArray(value)) return value.map((item) => textOf('', item)).join(',')
  return JSON.stringify(value)
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Seconds since 1970 → `Sun Mar 28 13:40:42 UTC 2021`. */
function javaDate(seconds: number): string {
  const at = new Date(seconds * 1_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':')
  return `${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${two(at.getUTCDate())} ${time} UTC ${at.getUTCFullYear()}`
}
