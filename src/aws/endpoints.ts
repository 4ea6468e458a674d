/**
 * Where an AWS service answers, and what a signature for it names.
 * https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
import { AwsCallError } from './aws-call-error.ts'
import { signingNameOf } from './service-protocols.ts'

/** A service as the URI of an integration names it. */
export interface ServiceAddress {
  /** `sqs`, `lambda`, `states`: the prefix of its host. */
  readonly service: string
  readonly region: string
  /** What stands before the service: a bucket, `runtime` of `runtime.sagemaker`, `a1b2c3-ats` of `a1b2c3-ats.iotdata`. */
  readonly subdomain?: string
  /** What the host begins with for one action: `sync-` of `sync-states`. */
  readonly hostPrefix?: string
}

export interface ServiceEndpoint {
  /** Without a slash at its end: `https://sqs.us-east-1.amazonaws.com`, `http://127.0.0.1:4567`. */
  readonly url: string
  readonly signingName: string
  readonly signingRegion: string
  /** Whether the owner of the gateway has moved the service, as a local server does. */
  readonly overridden: boolean
}

/** `POSTERN_ENDPOINT_{SERVICE}` → URL. */
export type EndpointOverrides = Readonly<Record<string, string>>

/** Throws AwsCallError where the address cannot be one, or an override is no URL. */
export function endpointOf(address: ServiceAddress, overrides: EndpointOverrides = {}): ServiceEndpoint {
  const { service, region, subdomain } = address
  if (![service, region, ...(subdomain?.split('.') ?? [])].every((part) => LABEL.test(part)))
    throw new AwsCallError(
      'endpoint',
      `Invalid endpoint address: ${subdomain ? `${subdomain}.` : ''}${service}.${region}`,
    )
  const home = subdomain === undefined ? globalHome(service, region) : undefined
  const scope = {
    signingName: signingNameOf(prefixOf(address)) ?? signingNameOf(service) ?? service,
    signingRegion: home?.region ?? region,
  }
  const override = overrideOf(address, overrides)
  if (override !== undefined) return { url: override, ...scope, overridden: true }
  const host =
    home?.host ?? `${subdomain === undefined ? '' : `${subdomain}.`}${hostOf(address)}.${region}.${suffixOf(region)}`
  return { url: `https://${host}`, ...scope, overridden: false }
}

/** A part of a host name. */
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/

const prefixOf = ({ service, subdomain }: ServiceAddress) =>
  subdomain === undefined ? service : `${subdomain}.${service}`

/** `POSTERN_ENDPOINT_RUNTIME_SAGEMAKER` of `runtime.sagemaker`. */
export const overrideName = (service: string): string =>
  `POSTERN_ENDPOINT_${service.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`

/** The subdomain's own override, else the service's. A bucket becomes the first part of the path, because a local server has one host. */
function overrideOf(address: ServiceAddress, overrides: EndpointOverrides): string | undefined {
  const exact = overrideName(prefixOf(address))
  const name = Object.hasOwn(overrides, exact) ? exact : overrideName(address.service)
  const text = Object.hasOwn(overrides, name) ? overrides[name] : undefined
  if (text === undefined || text === '') return undefined
  // It is not shown: a URL can hold a password.
  if (!/^https?:\/\/[^?#@]+$/.test(text) || !URL.canParse(text))
    throw new AwsCallError('endpoint', `${name} is no URL of an endpoint, as http://127.0.0.1:4567 is`)
  const url = text.replace(/\/+$/, '')
  return address.service === 's3' && address.subdomain !== undefined ? `${url}/${address.subdomain}` : url
}

/** Names of API Gateway's own that are not the host's. */
const HOSTS: Readonly<Record<string, string>> = { iotdata: 'iot', ses: 'email' }
const hostOf = ({ service, hostPrefix = '' }: ServiceAddress) =>
  hostPrefix + (Object.hasOwn(HOSTS, service) ? HOSTS[service] : service)

/** DNS suffix of a partition, by how its regions begin. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const SUFFIXES: readonly (readonly [prefix: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['eusc-', 'amazonaws.eu'],
]
const suffixOf = (region: string) => SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com'

interface Home {
  readonly host: string
  readonly region: string
}

/** Services with one host for a whole partition. */
const COMMERCIAL: Readonly<Record<string, Home>> = {
  budgets: { host: 'budgets.amazonaws.com', region: 'us-east-1' },
  ce: { host: 'ce.us-east-1.amazonaws.com', region: 'us-east-1' },
  cloudfront: { host: 'cloudfront.amazonaws.com', region: 'us-east-1' },
  globalaccelerator: { host: 'globalaccelerator.us-west-2.amazonaws.com', region: 'us-west-2' },
  health: { host: 'global.health.amazonaws.com', region: 'us-east-1' },
  iam: { host: 'iam.amazonaws.com', region: 'us-east-1' },
  importexport: { host: 'importexport.amazonaws.com', region: 'us-east-1' },
  networkmanager: { host: 'networkmanager.us-west-2.amazonaws.com', region: 'us-west-2' },
  organizations: { host: 'organizations.us-east-1.amazonaws.com', region: 'us-east-1' },
  route53: { host: 'route53.amazonaws.com', region: 'us-east-1' },
  savingsplans: { host: 'savingsplans.amazonaws.com', region: 'us-east-1' },
  shield: { host: 'shield.us-east-1.amazonaws.com', region: 'us-east-1' },
  waf: { host: 'waf.amazonaws.com', region: 'us-east-1' },
}
const CHINA: Readonly<Record<string, Home>> = {
  budgets: { host: 'budgets.amazonaws.com.cn', region: 'cn-northwest-1' },
  ce: { host: 'ce.cn-northwest-1.amazonaws.com.cn', region: 'cn-northwest-1' },
  cloudfront: { host: 'cloudfront.cn-northwest-1.amazonaws.com.cn', region: 'cn-northwest-1' },
  health: { host: 'global.health.amazonaws.com.cn', region: 'cn-northwest-1' },
  iam: { host: 'iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' },
  organizations: { host: 'organizations.cn-northwest-1.amazonaws.com.cn', region: 'cn-northwest-1' },
  route53: { host: 'route53.amazonaws.com.cn', region: 'cn-northwest-1' },
}
const GOVERNMENT: Readonly<Record<string, Home>> = {
  iam: { host: 'iam.us-gov.amazonaws.com', region: 'us-gov-west-1' },
  networkmanager: { host: 'networkmanager.us-gov-west-1.amazonaws.com', region: 'us-gov-west-1' },
  organizations: { host: 'organizations.us-gov-west-1.amazonaws.com', region: 'us-gov-west-1' },
  route53: { host: 'route53.us-gov.amazonaws.com', region: 'us-gov-west-1' },
}

function globalHome(service: string, region: string): Home | undefined {
  if (suffixOf(region) === 'amazonaws.com.cn') return own(CHINA, service)
  if (suffixOf(region) !== 'amazonaws.com') return undefined
  return own(region.startsWith('us-gov-') ? GOVERNMENT : COMMERCIAL, service)
}

const own = (homes: Readonly<Record<string, Home>>, service: string): Home | undefined =>
  Object.hasOwn(homes, service) ? homes[service] : undefined
