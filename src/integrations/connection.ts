/** How an HTTP call leaves the Worker: to the internet, through a VPC link, and with the stage's client certificate. */
import type { Way } from '../bindings/outbound.ts'
import { certificateBinding } from '../bindings/private-ways.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange } from '../gateway/exchange.ts'
import { findVpcLink, type VpcLinkSpec, vpcLinkKeys } from './vpc-link.ts'

/** What of a spec bears on it. */
export interface ConnectionSpec {
  readonly vpcLink?: VpcLinkSpec
  /** `tlsConfig.insecureSkipVerification`, which a binding alone can honour. */
  readonly skipsVerification?: true
}

export interface Connection {
  readonly url: string
  readonly way?: Way
}

/** Where a call to `url` goes, and by what. Throws GatewayError API_CONFIGURATION_ERROR when the Worker has no way there. */
export function connectionOf(spec: ConnectionSpec, x: Exchange, url: string): Connection {
  const { vpcLink } = spec
  if (vpcLink === undefined) return x.stage.clientCertificateId === undefined ? { url } : certified(x, { url })
  const { snapshot } = x.deployment
  const keys = vpcLinkKeys(vpcLink, snapshot.vpcLinks ?? {}, x.stage.variables)
  const target = findVpcLink(keys, x.services.privateWays)
  if (typeof target === 'string') throw misconfigured(target)
  const { way, base } = target
  // A binding is its own proof of who calls; what it connects by is set where it is made.
  if (base === undefined) return { url, way }
  const connection = { url: base + pathOf(url), way }
  if (spec.skipsVerification && /^https:/i.test(base)) throw misconfigured(NOT_SKIPPED)
  return certified(x, connection)
}

/** `/orders?a=1` of an absolute URL. */
const pathOf = (url: string) => url.replace(/^https?:\/\/[^/?#]*/i, '')

/** Shows the stage's certificate, where it names one and there is TLS to show it in. */
function certified({ stage, services }: Exchange, connection: Connection): Connection {
  const { clientCertificateId: id } = stage
  if (id === undefined || !/^https:/i.test(connection.url)) return connection
  const way = services.privateWays.clientCertificate(id)
  if (way === undefined) throw misconfigured(noCertificateBinding(id))
  return { url: connection.url, way: { ...way, isPrivate: connection.way?.isPrivate === true } }
}

/**
 * Closed, not open: a backend that is to know the gateway by its certificate must not be called as by a stranger, and the owner is told why
 * here instead of by a failed handshake.
 */
export const noCertificateBinding = (id: string) =>
  `The stage names client certificate ${id}, and the Worker has no binding ${certificateBinding(id)} to show it to the backend`

export const NOT_SKIPPED =
  'tlsConfig.insecureSkipVerification: Workers verify every certificate; only a binding, as of a Workers VPC service, can be set not to'

const misconfigured = (reason: string) => new GatewayError('API_CONFIGURATION_ERROR', { reason })
