import type { Tags } from '../definition/account.ts'
import type { AccountResourceKind } from './store/account-resource.ts'
import { badRequest, notFound } from './validation-error.ts'

/** What an ARN of `/tags/{resourceArn}` names. */
export type TaggedResource =
  | { readonly of: 'api'; readonly apiId: string }
  | { readonly of: 'stage'; readonly apiId: string; readonly stageName: string }
  | { readonly of: 'account'; readonly type: TaggedType; readonly id: string }

/** A type of resource that belongs to no API, and where its tags stand in what is stored of it. */
export interface TaggedType {
  readonly kind: AccountResourceKind
  readonly missing: () => Error
  readonly tagsOf: (body: TaggedBody) => Tags | undefined
  readonly withTags: (body: TaggedBody, tags: Tags | undefined) => TaggedBody
}

/** A body is what its resource's own file stores. */
export interface TaggedBody {
  readonly tags?: Tags
  readonly certificate?: { readonly tags?: Tags }
}

const plain = (kind: AccountResourceKind, missing: string): TaggedType => ({
  kind,
  missing: () => notFound(missing),
  tagsOf: ({ tags }) => tags,
  withTags: (body, tags) => ({ ...body, tags }),
})

/** By the segment of their paths. Messages are AWS's. */
const TYPES: Readonly<Record<string, TaggedType>> = {
  vpclinks: plain('VpcLink', 'Invalid Vpc Link identifier specified'),
  domainnames: plain('DomainName', 'Invalid domain name identifier specified'),
  apikeys: plain('ApiKey', 'Invalid API Key identifier specified'),
  usageplans: plain('UsagePlan', 'Invalid Usage Plan ID specified'),
  clientcertificates: {
    ...plain('ClientCertificate', 'Invalid Client Certificate identifier specified'),
    // Its private key is kept beside it.
    tagsOf: ({ certificate }) => certificate?.tags,
    withTags: (body, tags) => ({ ...body, certificate: { ...body.certificate, tags } }),
  },
}

const ARN = /^arn:aws(?:-[a-z]+)*:apigateway:([a-z0-9-]*):\d*:\/(.+)$/

/** Reads `arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5/stages/prod`. Throws ControlError. */
export function taggedResource(arn: string, region: string): TaggedResource {
  const [, inRegion, path = ''] = ARN.exec(arn) ?? []
  const [collection = '', id = '', stages, stageName, ...more] = path.split('/').map(decode)
  const type = Object.hasOwn(TYPES, collection) ? TYPES[collection] : undefined
  if (inRegion !== region || id === '' || more.length > 0) throw invalidArn(arn, region)
  if (collection === 'restapis' && stages === undefined) return { of: 'api', apiId: id }
  if (collection === 'restapis' && stages === 'stages' && stageName) return { of: 'stage', apiId: id, stageName }
  if (type !== undefined && stages === undefined) return { of: 'account', type, id }
  throw invalidArn(arn, region)
}

/** A stage's name may be percent-encoded within its ARN. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

const invalidArn = (arn: string, region: string) =>
  badRequest(
    `Invalid ARN specified in the request: '${arn.slice(0, 200)}'. Pass the ARN of one of ` +
      `[restapis, stages, ${Object.keys(TYPES).join(', ')}] in ${region}, like arn:aws:apigateway:${region}::/restapis/{id}`,
  )
