/**
 * Where a function's `fetch` may go: to this gateway's invoke URLs, and to the hosts that its owner names. Everything else is refused.
 * Differs from AWS: a function has no network but what its environment variable POSTERN_ALLOW_HOSTS opens.
 */
import { isPublic } from '../../bindings/outbound.ts'
import { addressOf, targetOf } from '../../routing/host-mapping.ts'
import type { FunctionNetwork } from './protocol.ts'

export type Destination =
  | { readonly kind: 'gateway' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'refused'; readonly reason: string }

const refused = (reason: string): Destination => ({ kind: 'refused', reason })

export function destinationOf(url: string, network: FunctionNetwork): Destination {
  const { protocol } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:')
    return refused(`A function can call http and https alone, not ${protocol}`)
  const target = targetOf(url)
  const host = target.host.replace(/\.$/, '')
  const { kind } = addressOf({ ...target, host }, network.gateway)
  if (kind === 'invoke') return { kind: 'gateway' }
  // Not even where all hosts are allowed: what runs there would act on the gateway itself.
  if (kind === 'management') return refused(`The management API at ${host} is closed to functions`)
  if (!network.allowedHosts.some((pattern) => covers(pattern, host))) {
    return refused(
      `The host ${host} is not open to this function: name it in the function's environment variable POSTERN_ALLOW_HOSTS`,
    )
  }
  const { allowedPrivateHosts } = network
  if (isPublic(host) || allowedPrivateHosts.includes('*') || allowedPrivateHosts.includes(host))
    return { kind: 'outside' }
  return refused(
    `The host ${host} is private: beside the function's POSTERN_ALLOW_HOSTS, the gateway's POSTERN_ALLOW_PRIVATE_HOSTS has to name it`,
  )
}

/** `*` covers all, `*.example.com` what is below `example.com`. */
function covers(pattern: string, host: string): boolean {
  if (pattern === '*') return true
  return pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : pattern === host
}
