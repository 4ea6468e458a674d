/**
 * Private integrations: `connectionType` VPC_LINK.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
 * Differs from AWS: a VPC link leads where the Worker's configuration says, to a binding or an address; its load balancer is not looked up.
 */
import type { PrivateWays, VpcLinkTarget } from '../bindings/private-ways.ts'
import { VPC_LINKS, vpcLinkBinding } from '../bindings/private-ways.ts'
import type { Integration } from '../definition/rest-api.ts'
import { substituteStageVariables } from '../mapping/stage-variables.ts'

/** The private part of an HTTP integration, JSON-safe. */
export interface VpcLinkSpec {
  /** Its id or name, with stage variables in it. */
  readonly id: string
  /** The ARN of the listener behind it, with stage variables in it. */
  readonly listener?: string
}

/** Id → name of the account's VPC links, as a deployment found them. */
export type VpcLinkNames = Readonly<Record<string, string>>

/** The link of an integration that has one. */
export function vpcLinkOf({
  connectionType,
  connectionId = '',
  integrationTarget,
}: Integration): VpcLinkSpec | undefined {
  if (connectionType !== 'VPC_LINK') return undefined
  return { id: connectionId, ...(integrationTarget !== undefined && { listener: integrationTarget }) }
}

type Variables = Readonly<Record<string, string>>

/** What may stand for the link in the Worker's configuration, the most exact first. */
export function vpcLinkKeys({ id, listener = '' }: VpcLinkSpec, names: VpcLinkNames, variables: Variables): string[] {
  const link = substituteStageVariables(id, variables)
  const name = Object.hasOwn(names, link) ? names[link] : undefined
  const keys = [substituteStageVariables(listener, variables), link, name ?? '']
  return keys.filter((key) => key !== '')
}

/** Where the link leads, or one sentence that says why it leads nowhere. */
export function findVpcLink(keys: readonly string[], ways: PrivateWays): VpcLinkTarget | string {
  for (const key of keys) {
    const target = ways.vpcLink(key)
    if (target !== undefined) return target
  }
  return leadsNowhere(keys, ways)
}

function leadsNowhere(keys: readonly string[], { fault }: PrivateWays): string {
  const [link] = keys
  if (link === undefined) return 'The integration names no VPC link: its stage variable is not set'
  const bindings = keys.filter((key) => !key.startsWith('arn:')).map(vpcLinkBinding)
  return (
    `VPC link ${keys.join(' / ')} leads nowhere: the Worker has no binding ${bindings.join(' or ')}, ` +
    `and ${fault ?? `${VPC_LINKS} does not name it`}`
  )
}
