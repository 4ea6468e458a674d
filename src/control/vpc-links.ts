import type { VpcLink } from '../definition/account.ts'
import { addAccountResource, findAccountResource, listAccountResources, withTags } from './account-resources.ts'
import { MAX_NAME, type Members, readInput } from './input.ts'
import { accepted, type Operation, ok, param } from './operation.ts'
import { readPatch } from './patch.ts'
import { applyPatch, type PatchTable, setText } from './patch-table.ts'
import type { ControlServices } from './services.ts'
import { changeAccountResource, deleteAccountResource } from './store/account-resource.ts'
import { selectVpcLinkUses } from './store/account-resource-uses.ts'
import { checkTags } from './tag-rules.ts'
import { badRequest, notFound } from './validation-error.ts'

const VPC_LINK_ID_LENGTH = 6
const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/

const CREATE_VPC_LINK = {
  name: 'string',
  description: 'string',
  targetArns: 'strings',
  tags: 'map',
} as const satisfies Members

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateVpcLink.html
 * Differs from AWS: it is ready at once, its load balancer is not looked up; where it leads, the Worker's configuration says.
 */
export const createVpcLink: Operation = async (call, services) => {
  const { name, targetArns, ...others } = readInput(call.body, CREATE_VPC_LINK)
  checkTags(others.tags)
  const checked = { name: checkName(name), ...others, targetArns: checkTargets(targetArns) }
  const link = await addAccountResource<VpcLink>(services, 'VpcLink', VPC_LINK_ID_LENGTH, (id) => ({ id, ...checked }))
  // AWS answers before the link is there; who waits for it asks with GetVpcLink.
  return accepted({ ...link, status: 'PENDING' })
}

function checkName(name: string | undefined): string {
  if (name === undefined || name.trim() === '') throw badRequest('Name cannot be empty')
  if (name.length > MAX_NAME) throw badRequest(`Invalid VPC link name, can be at most ${MAX_NAME} characters.`)
  return name
}

function checkTargets(targetArns: readonly string[] = []): readonly string[] {
  const invalid = targetArns.find((arn) => !ARN.test(arn))
  if (invalid !== undefined) throw badRequest(`Invalid ARN. ARN is not well formed ${invalid}`)
  if (targetArns.length !== 1) {
    throw badRequest('A VPC link has exactly one target: pass the ARN of one Network Load Balancer in targetArns.')
  }
  return targetArns
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetVpcLink.html */
export const getVpcLink: Operation = async (call, services) =>
  ok(withTags(shown(await findAccountResource<VpcLink>(services, 'VpcLink', param(call, 'vpcLinkId'), noSuchVpcLink))))

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetVpcLinks.html */
export const getVpcLinks: Operation = (call, services) => listAccountResources(call, services, 'VpcLink', shown)

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateVpcLink.html */
export const updateVpcLink: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateVpcLinkInput')
  const change = (link: VpcLink) => applyPatch(link, operations, PATCHES)
  return ok(
    withTags(
      shown(await changeAccountResource(services.db, 'VpcLink', param(call, 'vpcLinkId'), change, noSuchVpcLink)),
    ),
  )
}

const PATCHES: PatchTable<VpcLink> = {
  refusal: 'plain',
  rules: [
    { path: '/name', replace: (link, value) => ({ ...link, name: checkName(value) }) },
    { path: '/description', replace: setText('description') },
  ],
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteVpcLink.html
 * Differs from AWS: an integration keeps a link from being deleted by its definition, once its API has a stage, not by what that stage has deployed.
 */
export const deleteVpcLink: Operation = async (call, services) => {
  const id = param(call, 'vpcLinkId')
  await findAccountResource(services, 'VpcLink', id, noSuchVpcLink)
  await refuseUsedVpcLink(services, id)
  await services.db.batch([deleteAccountResource('VpcLink', id)])
  return accepted()
}

/** Throws BadRequestException while integrations of APIs with a stage go through the link. */
export async function refuseUsedVpcLink({ db }: ControlServices, id: string): Promise<void> {
  const uses = await db.all(selectVpcLinkUses(id))
  if (uses.length === 0) return
  const places = uses.map((use) => `${use.http_method}:${use.resource_id}:${use.stage}`).join(', ')
  throw badRequest(
    `Cannot delete vpc link. Vpc link '${id}', is referenced in [${places}] in format of [Method:Resource:Stage].`,
  )
}

const shown = (link: VpcLink) => ({ ...link, status: 'AVAILABLE', statusMessage: 'Your vpc link is ready for use' })

const noSuchVpcLink = () => notFound('Invalid Vpc Link identifier specified')
