/**
 * Custom domain names.
 * Differs from AWS: they are records in this version: they are kept, shown and changed as on AWS, but no call is served under them yet.
 */
import type { DomainName } from '../definition/account.ts'
import { findAccountResource, listAccountResources, withTags } from './account-resources.ts'
import { patchDomainName } from './domain-name-patch.ts'
import { newDomainName, withTargets } from './new-domain-name.ts'
import { accepted, type Call, created, type Operation, ok, param } from './operation.ts'
import { readPatch } from './patch.ts'
import type { ControlServices } from './services.ts'
import {
  changeAccountResource,
  deleteAccountResource,
  deleteAccountResources,
  insertAccountResource,
} from './store/account-resource.ts'
import { badRequest, notFound, notInSet, validationError } from './validation-error.ts'

const OWNERS = ['SELF', 'OTHER_ACCOUNTS'] as const

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainName.html
 * Stored only: no request is served under the name yet.
 */
export const createDomainName: Operation = async (call, services) => {
  const domain = newDomainName(call.body, services)
  const key = domainKey(domain.domainName, domain.domainNameId)
  const [inserted] = await services.db.batch([insertAccountResource('DomainName', key, domain)])
  if (inserted?.changes !== 1) throw badRequest('The domain name you provided already exists.')
  return created(domain)
}

/** What tells a domain name from others: a private one by its id, too. */
const domainKey = (name: string, id: string | undefined) => (id === undefined ? name : `${name}+${id}`)

/** The key of the domain name that a call names; it need not be there. */
export const domainKeyOf = (call: Call) =>
  domainKey(param(call, 'domainName'), call.query.get('domainNameId') ?? undefined)

/** The domain name that a call names. Throws NotFoundException. */
export const findDomainName = (call: Call, services: ControlServices) =>
  findAccountResource<DomainName>(services, 'DomainName', domainKeyOf(call), noSuchDomainName)

export const noSuchDomainName = () => notFound('Invalid domain name identifier specified')

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDomainName.html */
export const getDomainName: Operation = async (call, services) => ok(withTags(await findDomainName(call, services)))

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDomainNames.html */
export const getDomainNames: Operation = async (call, services) => {
  if (isOfOthers(call, 'getDomainNamesInput')) return ok({ item: [] })
  return listAccountResources<DomainName>(call, services, 'DomainName', (domain) => domain)
}

/** Whether a list is to be of other accounts' resources: a gateway knows of none. `place` stands in AWS's message. */
export function isOfOthers(call: Call, place: string): boolean {
  const owner = call.query.get('resourceOwner') ?? 'SELF'
  if (owner === 'SELF' || owner === 'OTHER_ACCOUNTS') return owner === 'OTHER_ACCOUNTS'
  throw validationError([notInSet(owner, `${place}.resourceOwner`, OWNERS)])
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateDomainName.html
 * Stored only: no request is served under the name yet.
 */
export const updateDomainName: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateDomainNameInput')
  const now = Math.floor(services.now() / 1000)
  const change = (domain: DomainName) => withTargets(patchDomainName(domain, operations, now), services)
  return ok(
    withTags(await changeAccountResource(services.db, 'DomainName', domainKeyOf(call), change, noSuchDomainName)),
  )
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDomainName.html */
export const deleteDomainName: Operation = async (call, services) => {
  const { domainNameArn } = await findDomainName(call, services)
  const key = domainKeyOf(call)
  await services.db.batch([
    deleteAccountResource('DomainName', key),
    deleteAccountResources('BasePathMapping', `${key}/`),
    ...(domainNameArn === undefined
      ? []
      : [deleteAccountResources('DomainNameAccessAssociation', `${associationsArn(domainNameArn)}/`)]),
  ])
  return accepted()
}

/** `arn:aws:apigateway:…:/domainnameaccessassociations/domainname/a.example+id`: what the ARNs of a domain name's associations begin with. */
export const associationsArn = (domainNameArn: string) =>
  domainNameArn.replace('/domainnames/', '/domainnameaccessassociations/domainname/')
