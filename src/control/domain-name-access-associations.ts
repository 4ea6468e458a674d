/**
 * Which VPC endpoints may reach a private custom domain name.
 * Differs from AWS: they are records, as domain names are, and a gateway knows one account: none is of another one.
 */
import type { DomainName, DomainNameAccessAssociation } from '../definition/account.ts'
import { ControlError } from '../errors/control-error.ts'
import { findAccountResource, listAccountResources } from './account-resources.ts'
import { associationsArn, isOfOthers, noSuchDomainName } from './domain-names.ts'
import { type Members, readInput } from './input.ts'
import { accepted, created, type Operation, ok, param } from './operation.ts'
import type { ControlServices } from './services.ts'
import { deleteAccountResource, insertOwnedResource } from './store/account-resource.ts'
import { checkTags } from './tag-rules.ts'
import { badRequest, checkConstraints, notFound, notInSet, required } from './validation-error.ts'

const CREATE = {
  domainNameArn: 'string',
  accessAssociationSourceType: 'string',
  accessAssociationSource: 'string',
  tags: 'map',
} as const satisfies Members

const SOURCE_TYPES = ['VPCE']
const VPC_ENDPOINT = /^vpce-[0-9a-z]{1,60}$/
const PLACE = 'createDomainNameAccessAssociationInput'

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainNameAccessAssociation.html
 * Stored only: private custom domain names do not serve requests.
 */
export const createDomainNameAccessAssociation: Operation = async (call, services) => {
  const { domainNameArn = '', accessAssociationSource = '', ...others } = readInput(call.body, CREATE)
  const { accessAssociationSourceType = '' } = others
  checkConstraints(
    required(domainNameArn || undefined, `${PLACE}.domainNameArn`),
    SOURCE_TYPES.includes(accessAssociationSourceType)
      ? undefined
      : notInSet(accessAssociationSourceType, `${PLACE}.accessAssociationSourceType`, SOURCE_TYPES),
  )
  checkTags(others.tags)
  if (!VPC_ENDPOINT.test(accessAssociationSource)) {
    throw badRequest(
      `Invalid VPC endpoint id '${accessAssociationSource.slice(0, 100)}' specified in accessAssociationSource.`,
    )
  }
  const association: DomainNameAccessAssociation = {
    domainNameAccessAssociationArn: `${associationsArn(domainNameArn)}/vpcesource/${accessAssociationSource}`,
    domainNameArn,
    accessAssociationSource,
    ...others,
    accessAssociationSourceType,
  }
  await insert(services, association)
  return created(association)
}

/** Throws ControlError where there is no such domain name, or the association already. */
async function insert(services: ControlServices, association: DomainNameAccessAssociation): Promise<void> {
  const { domainNameArn, domainNameAccessAssociationArn: arn } = association
  const [, id = ''] = /:\/domainnames\/(.+)$/.exec(domainNameArn) ?? []
  const domain = await findAccountResource<DomainName>(services, 'DomainName', id, noSuchDomainName)
  if (domain.domainNameArn !== domainNameArn) throw noSuchDomainName()
  const owner = { kind: 'DomainName', id } as const
  const [inserted] = await services.db.batch([
    insertOwnedResource('DomainNameAccessAssociation', arn, association, owner),
  ])
  if (inserted?.changes !== 1) {
    throw new ControlError('ConflictException', 'The domain name access association already exists.')
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDomainNameAccessAssociations.html */
export const getDomainNameAccessAssociations: Operation = async (call, services) => {
  if (isOfOthers(call, 'getDomainNameAccessAssociationsInput')) return ok({ item: [] })
  return listAccountResources(call, services, 'DomainNameAccessAssociation', (association) => association)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDomainNameAccessAssociation.html */
export const deleteDomainNameAccessAssociation: Operation = async (call, services) => {
  await remove(services, param(call, 'domainNameAccessAssociationArn'))
  return accepted()
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_RejectDomainNameAccessAssociation.html */
export const rejectDomainNameAccessAssociation: Operation = async (call, services) => {
  const arn = call.query.get('domainNameAccessAssociationArn') ?? ''
  await remove(services, arn, call.query.get('domainNameArn') ?? '')
  return accepted()
}

async function remove(services: ControlServices, arn: string, domainNameArn?: string): Promise<void> {
  const kind = 'DomainNameAccessAssociation'
  const found = await findAccountResource<DomainNameAccessAssociation>(services, kind, arn, noSuchAssociation)
  if (domainNameArn !== undefined && found.domainNameArn !== domainNameArn) throw noSuchAssociation()
  await services.db.batch([deleteAccountResource(kind, arn)])
}

const noSuchAssociation = () => notFound('Invalid domain name access association identifier specified')
