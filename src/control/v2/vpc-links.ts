import type { VpcLinkV2 } from '../../definition/account.ts'
import { addAccountResource, findAccountResource } from '../account-resources.ts'
import { type Members, readInput } from '../input.ts'
import { accepted, type Call, created, type Operation, ok, param } from '../operation.ts'
import { pageV2, readPagingV2 } from '../paging.ts'
import type { ControlServices } from '../services.ts'
import {
  accountResourceOf,
  changeAccountResource,
  deleteAccountResource,
  selectAccountResourcePage,
} from '../store/account-resource.ts'
import { checkTags } from '../tag-rules.ts'
import { badRequest, notFound } from '../validation-error.ts'
import { refuseUsedVpcLink } from '../vpc-links.ts'

const VPC_LINK_ID_LENGTH = 6
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MOST_SUBNETS = 10
const LONGEST_NAME = 128

const CREATE_VPC_LINK = {
  name: 'string',
  subnetIds: 'strings',
  securityGroupIds: 'strings',
  tags: 'map',
} as const satisfies Members

/**
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/vpclinks.html#CreateVpcLink
 * Differs from AWS: it is ready at once, its subnets and security groups are kept and not looked up; where it leads, the Worker's configuration says.
 */
export const createVpcLink: Operation = async (call, services) => {
  const { name, subnetIds, securityGroupIds = [], tags = {} } = readInput(call.body, CREATE_VPC_LINK)
  checkTags(tags)
  const checked = { name: checkName(name), subnetIds: checkSubnets(subnetIds), securityGroupIds, tags }
  const createdDate = Math.floor(services.now() / 1000)
  const link = await addAccountResource<VpcLinkV2>(services, 'VpcLinkV2', VPC_LINK_ID_LENGTH, (vpcLinkId) => ({
    vpcLinkId,
    ...checked,
    createdDate,
  }))
  return created({ ...shown(link), vpcLinkStatus: 'PENDING', vpcLinkStatusMessage: 'VPC link is provisioning ENIs' })
}

function checkName(name: string | undefined): string {
  if (name === undefined || name.trim() === '') throw badRequest('name is required: it has 1 to 128 characters')
  if ([...name].length > LONGEST_NAME) throw badRequest(`name can be at most ${LONGEST_NAME} characters`)
  return name
}

function checkSubnets(subnetIds: readonly string[] = []): readonly string[] {
  if (subnetIds.length === 0) throw badRequest('subnetIds is required: a VPC link has at least one subnet')
  if (subnetIds.length > MOST_SUBNETS) throw badRequest(`A VPC link has at most ${MOST_SUBNETS} subnets`)
  return subnetIds
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/vpclinks-vpclinkid.html#GetVpcLink */
export const getVpcLink: Operation = async (call, services) => ok(shown(await findVpcLink(call, services)))

const findVpcLink = (call: Call, services: ControlServices) =>
  findAccountResource<VpcLinkV2>(services, 'VpcLinkV2', idOf(call), () => noSuchVpcLink(idOf(call)))

const idOf = (call: Call) => param(call, 'vpcLinkId')

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/vpclinks.html#GetVpcLinks */
export const getVpcLinks: Operation = async (call, { db }) => {
  const paging = readPagingV2(call.query, 0)
  const rows = await db.all(selectAccountResourcePage('VpcLinkV2', paging.after, paging.limit + 1))
  const links = rows.map((row) => accountResourceOf<VpcLinkV2>(row))
  return ok(
    pageV2(
      links,
      paging,
      ({ sequence }) => sequence,
      ({ body }) => shown(body),
    ),
  )
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/vpclinks-vpclinkid.html#UpdateVpcLink */
export const updateVpcLink: Operation = async (call, services) => {
  const { name } = readInput(call.body, { name: 'string' })
  const change = (link: VpcLinkV2) => (name === undefined ? link : { ...link, name: checkName(name) })
  const missing = () => noSuchVpcLink(idOf(call))
  return ok(shown(await changeAccountResource(services.db, 'VpcLinkV2', idOf(call), change, missing)))
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/vpclinks-vpclinkid.html#DeleteVpcLink */
export const deleteVpcLink: Operation = async (call, services) => {
  await findVpcLink(call, services)
  await refuseUsedVpcLink(services, idOf(call))
  await services.db.batch([deleteAccountResource('VpcLinkV2', idOf(call))])
  return accepted({})
}

/** As AWS's examples show it, tags included if only as `{}`. */
const shown = ({ createdDate, tags, ...link }: VpcLinkV2) => ({
  ...link,
  createdDate: new Date(createdDate * 1000).toISOString().replace('.000Z', 'Z'),
  tags: tags ?? {},
  vpcLinkStatus: 'AVAILABLE',
  vpcLinkStatusMessage: 'VPC link is ready to route traffic',
  vpcLinkVersion: 'V2',
})

/** As moto answers it; AWS's words are not recorded. */
export const noSuchVpcLink = (id: string) => notFound(`Invalid VpcLink identifier specified ${id}`)
