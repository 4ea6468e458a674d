import type { DomainName, MutualTlsAuthentication } from '../definition/account.ts'
import type { EndpointConfiguration } from '../definition/rest-api.ts'
import { checkDomainName, isPrivate } from './domain-name-rules.ts'
import type { PatchOperation } from './patch.ts'
import { applyPatch, type PatchRule, type PatchTable, setText } from './patch-table.ts'
import { badRequest } from './validation-error.ts'

type Type = EndpointConfiguration['types'][number]

/**
 * UpdateDomainName's patch operations. Throws ControlError.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateDomainName-Patch
 */
export function patchDomainName(domain: DomainName, operations: readonly PatchOperation[], now: number): DomainName {
  const migrations = operations.filter(({ path }) => MIGRATION.test(path)).map(({ op }) => op)
  if (migrations.includes('add') && migrations.includes('remove')) {
    throw badRequest(
      'One call cannot both add and remove endpoint types or certificates: add first, then remove with another call.',
    )
  }
  const patched = checkDomainName(applyPatch(domain, operations, PATCHES), 'updateDomainNameInput')
  const renewed = CERTIFICATES.some((name) => patched[name] !== domain[name])
  return renewed ? { ...patched, certificateUploadDate: now } : patched
}

const CERTIFICATES = ['certificateName', 'certificateArn', 'regionalCertificateName', 'regionalCertificateArn'] as const

const MIGRATION = /^\/(?:endpointConfiguration\/types|certificate(?:Name|Arn)|regionalCertificate(?:Name|Arn))$/

type TextMember =
  | (typeof CERTIFICATES)[number]
  | 'ownershipVerificationCertificateArn'
  | 'policy'
  | 'managementPolicy'
  | 'endpointAccessMode'

/** An empty value takes a member away: so Terraform's AWS provider does it. */
const setMember = (name: TextMember) => (domain: DomainName, value: string) => ({
  ...domain,
  [name]: value === '' ? undefined : value,
})

const replaced = (name: TextMember): PatchRule<DomainName> => ({ path: `/${name}`, replace: setMember(name) })

const settable = (name: TextMember): PatchRule<DomainName> => ({
  ...replaced(name),
  add: setMember(name),
  remove: (domain) => ({ ...domain, [name]: undefined }),
})

const truststore = (name: keyof MutualTlsAuthentication): PatchRule<DomainName> => ({
  path: `/mutualTlsAuthentication/${name}`,
  add: (domain, value) => setTruststore(domain, name, value),
  replace: (domain, value) => setTruststore(domain, name, value),
  remove: (domain) => setTruststore(domain, name, ''),
})

/** Without a truststore there is no mutual TLS. */
function setTruststore(domain: DomainName, name: keyof MutualTlsAuthentication, value: string): DomainName {
  const { [name]: _, ...others } = domain.mutualTlsAuthentication ?? {}
  if (value === '' && name === 'truststoreUri') return { ...domain, mutualTlsAuthentication: undefined }
  return { ...domain, mutualTlsAuthentication: { ...others, ...(value !== '' && { [name]: value }) } }
}

const PATCHES: PatchTable<DomainName> = {
  refusal: 'plain',
  rules: [
    ...CERTIFICATES.map(settable),
    settable('ownershipVerificationCertificateArn'),
    { path: '/endpointConfiguration/types', add: addType, remove: removeType },
    { path: '/endpointConfiguration/types/*', replace: replaceType },
    { path: '/endpointConfiguration/ipAddressType', replace: setAddressType },
    truststore('truststoreUri'),
    truststore('truststoreVersion'),
    ...(['policy', 'managementPolicy', 'endpointAccessMode'] as const).map(replaced),
    { path: '/securityPolicy', replace: setText('securityPolicy') },
    { path: '/routingMode', replace: setText('routingMode') },
  ],
}

const withTypes = (domain: DomainName, types: readonly Type[]): DomainName => ({
  ...domain,
  endpointConfiguration: { ...domain.endpointConfiguration, types },
})

function addType(domain: DomainName, value: string): DomainName {
  const type = publicType(domain, value)
  const { types } = domain.endpointConfiguration
  return types.includes(type) ? domain : withTypes(domain, [...types, type])
}

function removeType(domain: DomainName, value: string): DomainName {
  const type = publicType(domain, value)
  const types = domain.endpointConfiguration.types.filter((other) => other !== type)
  if (types.length === 0) throw badRequest('REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.')
  return withTypes(domain, types)
}

/** `key` is a type, or its place in the list. */
function replaceType(domain: DomainName, value: string, [key = '']: readonly string[]): DomainName {
  const { types } = domain.endpointConfiguration
  const place = types.findIndex((type, index) => type === key || String(index) === key)
  if (place < 0) throw badRequest(`Invalid patch path /endpointConfiguration/types/${key}`)
  return withTypes(domain, [...new Set(types.with(place, publicType(domain, value)))])
}

/** AWS moves domain names between these two types alone. */
function publicType(domain: DomainName, value: string): Type {
  if (isPrivate(domain)) throw badRequest('The endpoint type of a private domain name cannot be changed.')
  if (value === 'EDGE' || value === 'REGIONAL') return value
  throw badRequest(`Invalid endpoint type '${value.slice(0, 100)}' specified. Must be one of: [EDGE, REGIONAL]`)
}

function setAddressType(domain: DomainName, value: string): DomainName {
  // `checkDomainName` refuses any other.
  const ipAddressType = value as 'ipv4' | 'dualstack'
  return { ...domain, endpointConfiguration: { ...domain.endpointConfiguration, ipAddressType } }
}
