import type { DomainName, MutualTlsAuthentication } from '../definition/account.ts'
import { checkDomainName, checkHostName, isPrivate, ROUTING_MODES } from './domain-name-rules.ts'
import { endpointConfigurationOf } from './endpoint-configuration.ts'
import { checkMembers, type Input, type Members, readInput } from './input.ts'
import { accountIdOf, type ControlServices } from './services.ts'
import { checkTags } from './tag-rules.ts'
import { badRequest, checkConstraints, notInSet, required } from './validation-error.ts'

const CREATE_DOMAIN_NAME = {
  domainName: 'string',
  certificateName: 'string',
  certificateBody: 'string',
  certificatePrivateKey: 'string',
  certificateChain: 'string',
  certificateArn: 'string',
  regionalCertificateName: 'string',
  regionalCertificateArn: 'string',
  endpointConfiguration: 'object',
  tags: 'map',
  securityPolicy: 'string',
  endpointAccessMode: 'string',
  mutualTlsAuthentication: 'object',
  ownershipVerificationCertificateArn: 'string',
  policy: 'string',
  routingMode: 'string',
} as const satisfies Members

const MUTUAL_TLS = { truststoreUri: 'string', truststoreVersion: 'string' } as const satisfies Members

const PLACE = 'createDomainNameInput'
const ID_LENGTH = 10
/** Of Route 53: AWS's zones in us-east-1 and of CloudFront. There is no zone behind them here. */
const REGIONAL_ZONE = 'Z1UJRXOUMOOFQ8'
const EDGE_ZONE = 'Z2FDTNDATAQYW2'

/** A domain name as CreateDomainName makes it. Throws ControlError. */
export function newDomainName(body: Uint8Array, services: ControlServices): DomainName {
  const input = readInput(body, CREATE_DOMAIN_NAME)
  checkInput(input)
  const { domainName = '', endpointConfiguration, mutualTlsAuthentication, ...others } = input
  const domain: DomainName = {
    domainName: checkHostName(domainName),
    ...others,
    ...(mutualTlsAuthentication && { mutualTlsAuthentication: mutualTlsOf(mutualTlsAuthentication) }),
    certificateUploadDate: Math.floor(services.now() / 1000),
    endpointConfiguration: endpointConfigurationOf(endpointConfiguration, PLACE),
    domainNameStatus: 'AVAILABLE',
    securityPolicy: input.securityPolicy ?? 'TLS_1_2',
    routingMode: input.routingMode ?? 'BASE_PATH_MAPPING_ONLY',
  }
  return withTargets(withIdentity(checkDomainName(domain, PLACE), services), services)
}

function checkInput(input: Input<typeof CREATE_DOMAIN_NAME>): void {
  const { routingMode } = input
  checkConstraints(
    required(input.domainName, `${PLACE}.domainName`),
    routingMode === undefined || ROUTING_MODES.includes(routingMode)
      ? undefined
      : notInSet(routingMode, `${PLACE}.routingMode`, ROUTING_MODES),
  )
  checkTags(input.tags)
  const uploaded = [input.certificateBody, input.certificatePrivateKey, input.certificateChain]
  if (uploaded.some((part) => part !== undefined)) {
    throw badRequest(
      'Certificates are not uploaded with their private key (certificateBody, certificatePrivateKey, certificateChain, which AWS ' +
        'has deprecated). Pass certificateArn or regionalCertificateArn.',
    )
  }
}

const mutualTlsOf = (input: Readonly<Record<string, unknown>>): MutualTlsAuthentication =>
  checkMembers(input, MUTUAL_TLS)

/** Several private domain names may have one name: an id tells them apart. */
function withIdentity(domain: DomainName, { newId, settings }: ControlServices): DomainName {
  if (!isPrivate(domain)) return domain
  const domainNameId = newId(ID_LENGTH)
  const owner = `arn:aws:apigateway:${settings.region}:${accountIdOf(settings)}`
  return { ...domain, domainNameId, domainNameArn: `${owner}:/domainnames/${domain.domainName}+${domainNameId}` }
}

/**
 * A domain name with what its endpoint types bring along: the name that its DNS record has to point to. It is one of this gateway's own
 * (AWS gives one of execute-api or CloudFront, which would lead callers away from here).
 */
export function withTargets(domain: DomainName, { newId, settings }: ControlServices): DomainName {
  const {
    regionalDomainName,
    regionalHostedZoneId: _,
    distributionDomainName,
    distributionHostedZoneId: __,
    ...rest
  } = domain
  const { types } = domain.endpointConfiguration
  const newTarget = () => `d-${newId(ID_LENGTH)}.${settings.domain || 'execute-api.localhost'}`
  return {
    ...rest,
    ...(types.includes('REGIONAL') && {
      regionalDomainName: regionalDomainName ?? newTarget(),
      regionalHostedZoneId: REGIONAL_ZONE,
    }),
    ...(types.includes('EDGE') && {
      distributionDomainName: distributionDomainName ?? newTarget(),
      distributionHostedZoneId: EDGE_ZONE,
    }),
  }
}
