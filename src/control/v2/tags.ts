/** Tags of what the second service model has: VPC links. Their ARNs look like those of the first model's. */
import type { Tags } from '../../definition/account.ts'
import { findAccountResource } from '../account-resources.ts'
import { readInput } from '../input.ts'
import { type Call, created, noContent, type Operation, ok, param } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { changeAccountResource } from '../store/account-resource.ts'
import { checkTags } from '../tag-rules.ts'
import { taggedResource } from '../tagged-resources.ts'
import { badRequest } from '../validation-error.ts'
import { noSuchVpcLink } from './vpc-links.ts'

interface Tagged {
  readonly tags?: Tags
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/tags-resource-arn.html#GetTags */
export const getTags: Operation = async (call, services) => {
  const id = vpcLinkIdOf(call, services)
  const { tags = {} } = await findAccountResource<Tagged>(services, 'VpcLinkV2', id, () => noSuchVpcLink(id))
  return ok({ tags })
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/tags-resource-arn.html#TagResource */
export const tagResource: Operation = async (call, services) => {
  const { tags = {} } = readInput(call.body, { tags: 'map' })
  checkTags(tags)
  await changeTags(call, services, (before) => ({ ...before, ...tags }))
  return created({})
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/tags-resource-arn.html#UntagResource */
export const untagResource: Operation = async (call, services) => {
  const keys = call.query.getAll('tagKeys')
  if (keys.length === 0) throw badRequest('tagKeys is required')
  await changeTags(call, services, (before) =>
    Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key))),
  )
  return noContent()
}

async function changeTags(call: Call, services: ControlServices, changeMap: (before: Tags) => Tags): Promise<void> {
  const id = vpcLinkIdOf(call, services)
  const change = <T extends Tagged>(body: T): T => {
    const tags = changeMap(body.tags ?? {})
    checkTags(tags)
    return { ...body, tags }
  }
  await changeAccountResource<Tagged>(services.db, 'VpcLinkV2', id, change, () => noSuchVpcLink(id))
}

function vpcLinkIdOf(call: Call, services: ControlServices): string {
  const arn = param(call, 'resourceArn')
  const resource = taggedResource(arn, services.settings.region)
  if (resource.of === 'account' && resource.type.kind === 'VpcLink') return resource.id
  throw badRequest(
    `Of HTTP and WebSocket APIs only VPC links are served by this version, and '${arn.slice(0, 200)}' is none`,
  )
}
