import { type Route, routerOf } from '../router.ts'
import { getTags, tagResource, untagResource } from './tags.ts'
import { createVpcLink, deleteVpcLink, getVpcLink, getVpcLinks, updateVpcLink } from './vpc-links.ts'

/** What is served of API Gateway's second service model; each function has the name of AWS's operation. */
export const V2_ROUTES: readonly Route[] = [
  ['POST', '/v2/vpclinks', createVpcLink],
  ['GET', '/v2/vpclinks', getVpcLinks],
  ['GET', '/v2/vpclinks/:vpcLinkId', getVpcLink],
  ['PATCH', '/v2/vpclinks/:vpcLinkId', updateVpcLink],
  ['DELETE', '/v2/vpclinks/:vpcLinkId', deleteVpcLink],

  ['GET', '/v2/tags/:resourceArn', getTags],
  ['POST', '/v2/tags/:resourceArn', tagResource],
  ['DELETE', '/v2/tags/:resourceArn', untagResource],
]

/** As `route` of the first service model. */
export const routeV2 = routerOf(V2_ROUTES)
