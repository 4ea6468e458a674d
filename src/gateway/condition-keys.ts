/**
 * What the condition keys of policies read of a call by somebody whom IAM does not know.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 * Differs from AWS: the edge is in no VPC and no organization, so keys of those are absent and follow IAM's rules for absent keys.
 */
import type { PolicyRequest } from '../authorizers/policy-document.ts'
import type { Exchange } from './exchange.ts'

const KEYS: ReadonlyMap<string, (x: Exchange) => string | undefined> = new Map<
  string,
  (x: Exchange) => string | undefined
>([
  ['aws:currenttime', ({ arrival }) => new Date(arrival.time).toISOString()],
  ['aws:epochtime', ({ arrival }) => String(Math.floor(arrival.time / 1000))],
  ['aws:sourceip', ({ arrival }) => arrival.sourceIp],
  ['aws:useragent', ({ arrival }) => arrival.headers.get('user-agent')],
  ['aws:referer', ({ arrival }) => arrival.headers.get('referer')],
  ['aws:securetransport', ({ request }) => String(request.url.startsWith('https:'))],
  ['aws:requestedregion', ({ services }) => services.settings.region],
  // IAM's guide, principal key values.
  ['aws:principaltype', () => 'Anonymous'],
  ['aws:userid', () => 'anonymous'],
])

export const conditionKeys =
  (x: Exchange): PolicyRequest['key'] =>
  (name) =>
    KEYS.get(name)?.(x)
