/** What a deployment and a stage need of the Worker's configuration, seen when they are made: what is not there answers 500 later. */
import type { Database } from '../bindings/database.ts'
import type { PrivateWays } from '../bindings/private-ways.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { Stage } from '../definition/stage.ts'
import { noCertificateBinding } from '../integrations/connection.ts'
import { findVpcLink, type VpcLinkNames, type VpcLinkSpec, vpcLinkKeys, vpcLinkOf } from '../integrations/vpc-link.ts'
import { selectVpcLinkNames } from './store/account-resource-uses.ts'
import { text } from './store/rows.ts'

interface LinkedMethod {
  /** `GET /orders`. */
  readonly place: string
  readonly vpcLink: VpcLinkSpec
}

function linkedMethods({ resources }: RestApiDefinition): LinkedMethod[] {
  return resources.flatMap(({ path, resourceMethods = {} }) =>
    Object.values(resourceMethods).flatMap(({ httpMethod, methodIntegration }) => {
      const vpcLink = methodIntegration?.type.startsWith('HTTP') ? vpcLinkOf(methodIntegration) : undefined
      return vpcLink === undefined ? [] : [{ place: `${httpMethod} ${path}`, vpcLink }]
    }),
  )
}

/** The names of the account's VPC links; undefined when the definition goes through none. */
export async function vpcLinkNames(db: Database, definition: RestApiDefinition): Promise<VpcLinkNames | undefined> {
  if (linkedMethods(definition).length === 0) return undefined
  const rows = await db.all(selectVpcLinkNames())
  return Object.fromEntries(rows.map((row) => [text(row, 'id'), text(row, 'name')]))
}

/** VPC links that lead nowhere, each once. A link named by a stage variable is looked at with the stage's; without a stage it is not. */
export function vpcLinkWarnings(
  definition: RestApiDefinition,
  names: VpcLinkNames = {},
  variables: Readonly<Record<string, string>> | undefined,
  ways: PrivateWays,
): string[] {
  const places = new Map<string, string[]>()
  for (const { place, vpcLink } of linkedMethods(definition)) {
    if (variables === undefined && JSON.stringify(vpcLink).includes('${stageVariables.')) continue
    const found = findVpcLink(vpcLinkKeys(vpcLink, names, variables ?? {}), ways)
    if (typeof found === 'string') places.set(found, [...(places.get(found) ?? []), place])
  }
  return [...places].map(([reason, methods]) => `${reason}. Calls answer 500: ${shortened(methods)}`)
}

const MOST_PLACES = 5

const shortened = (places: readonly string[]) =>
  places.length <= MOST_PLACES
    ? places.join(', ')
    : `${places.slice(0, MOST_PLACES).join(', ')} and ${places.length - MOST_PLACES} more`

/** A client certificate that no binding shows. */
export function certificateWarnings(stage: Stage | undefined, ways: PrivateWays): string[] {
  const { clientCertificateId: id } = stage ?? {}
  if (id === undefined || ways.clientCertificate(id) !== undefined) return []
  return [`${noCertificateBinding(id)}. Calls to https backends answer 500 (stage ${stage?.stageName})`]
}
