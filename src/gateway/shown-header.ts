/** Header fields as AWS's execution log and TestInvokeMethod show them. */

/** AWS writes these in lower case. */
const LOWER_CASE: ReadonlySet<string> = new Set(['x-amzn-apigateway-api-id', 'x-amzn-lambda-integration-tag'])

/** Workers see names in lower case: `content-type` → `Content-Type`. One that was set otherwise stays. */
export const shownName = (name: string): string =>
  name !== name.toLowerCase() || LOWER_CASE.has(name)
    ? name
    : name.replace(/(?<![^-])[a-z]/g, (letter) => letter.toUpperCase())

const SECRET: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'x-amz-security-token',
  'x-api-key',
])
const SHOWN_OF_SECRET = 6

/** Of a secret AWS shows its length and its last six characters; of a shorter one nothing. */
export function masked(name: string, value: string): string {
  if (!SECRET.has(name.toLowerCase())) return value
  const hidden = value.length > SHOWN_OF_SECRET ? value.length - SHOWN_OF_SECRET : value.length
  return '*'.repeat(hidden) + value.slice(hidden)
}
