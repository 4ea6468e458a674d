import type { DomainName } from '../definition/account.ts'
import { checkPolicy } from './check-rest-api.ts'
import { checkEndpointSecurity } from './security-policy.ts'
import { badRequest } from './validation-error.ts'

export const ROUTING_MODES: readonly string[] = [
  'BASE_PATH_MAPPING_ONLY',
  'ROUTING_RULE_ONLY',
  'ROUTING_RULE_THEN_BASE_PATH_MAPPING',
]
const IP_ADDRESS_TYPES = ['ipv4', 'dualstack'] as const

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOST_NAME = new RegExp(`^(?:\\*\\.)?(?:${LABEL}\\.)+${LABEL}$`)
const MAX_HOST_NAME = 253
const CERTIFICATE_ARN = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/\S+$/
const TRUSTSTORE = /^s3:\/\/[^/\s]+\/\S+$/

/** A name of lower case, or a wildcard of one. Throws ControlError. */
export function checkHostName(name: string): string {
  if (name.length <= MAX_HOST_NAME && HOST_NAME.test(name)) return name
  throw badRequest(
    `Invalid domain name specified: '${name.slice(0, MAX_HOST_NAME)}'. It has to be a host name in lower case, such as ` +
      'api.example.com or *.example.com.',
  )
}

/**
 * What has to be true of a domain name, new or changed; most words are ours. `place` stands in AWS's message (`createDomainNameInput`).
 * Throws ControlError for the first that is not.
 */
export function checkDomainName(domain: DomainName, place: string): DomainName {
  checkEndpointSecurity(domain, place)
  checkSets(domain)
  checkCertificates(domain)
  checkMutualTls(domain)
  checkPolicies(domain)
  return domain
}

function checkSets(domain: DomainName): void {
  checkSet('routingMode', domain.routingMode, ROUTING_MODES)
  checkSet('ipAddressType', domain.endpointConfiguration.ipAddressType, IP_ADDRESS_TYPES)
  if (isPrivate(domain) && domain.endpointConfiguration.ipAddressType !== 'dualstack') {
    throw badRequest('Only dualstack ipAddressType is supported for private domain names.')
  }
}

function checkSet(name: string, value: string | undefined, set: readonly string[]): void {
  if (value === undefined || set.includes(value)) return
  throw badRequest(`Invalid ${name} '${value.slice(0, 100)}' specified. Must be one of: [${set.join(', ')}]`)
}

function checkCertificates(domain: DomainName): void {
  for (const name of ['certificateArn', 'regionalCertificateArn', 'ownershipVerificationCertificateArn'] as const) {
    const arn = domain[name]
    if (arn !== undefined && !CERTIFICATE_ARN.test(arn)) {
      throw badRequest(`Invalid certificate ARN specified in ${name}: ${arn.slice(0, 200)}`)
    }
  }
  for (const type of domain.endpointConfiguration.types) {
    const { certificateArn, certificateName, regionalCertificateArn, regionalCertificateName } = domain
    const regional = type === 'REGIONAL'
    const certificate = regional
      ? (regionalCertificateArn ?? regionalCertificateName)
      : (certificateArn ?? certificateName)
    if (certificate === undefined) {
      throw badRequest(
        `A domain name with an endpoint of type ${type} needs a certificate: pass ${regional ? 'regionalCertificateArn' : 'certificateArn'}.`,
      )
    }
  }
}

function checkMutualTls({ mutualTlsAuthentication, endpointConfiguration }: DomainName): void {
  if (mutualTlsAuthentication === undefined) return
  const { truststoreUri = '' } = mutualTlsAuthentication
  if (!TRUSTSTORE.test(truststoreUri)) {
    throw badRequest(
      `Invalid truststoreUri '${truststoreUri.slice(0, 200)}' specified: it has the form s3://bucket/key.`,
    )
  }
  if (endpointConfiguration.types.join() !== 'REGIONAL') {
    throw badRequest('Mutual TLS authentication is only supported for regional domain names.')
  }
}

function checkPolicies(domain: DomainName): void {
  for (const name of ['policy', 'managementPolicy'] as const) {
    const policy = domain[name]
    if (policy === undefined) continue
    if (!isPrivate(domain)) throw badRequest(`${name} is only supported for private domain names.`)
    checkPolicy(policy)
  }
}

export const isPrivate = ({ endpointConfiguration }: DomainName) => endpointConfiguration.types.includes('PRIVATE')
