/**
 * The condition keys that API Gateway supports, in lower case: their case does not count.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
const KEYS: ReadonlySet<string> = new Set([
  ...['aws:currenttime', 'aws:epochtime', 'aws:requestedregion', 'aws:securetransport', 'aws:useragent', 'aws:referer'],
  ...['aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principaltype'],
  ...['aws:sourcearn', 'aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'],
  ...['aws:userid', 'aws:username'],
])

/** Keys with the name of a tag behind them. */
const TAGS: readonly string[] = ['aws:principaltag/', 'aws:requesttag/']

/** `aws:SourceIp`. */
export function isConditionKey(name: string): boolean {
  const key = name.toLowerCase()
  return KEYS.has(key) || TAGS.some((prefix) => key.startsWith(prefix) && key.length > prefix.length)
}
