import { linkRequestMappings, readsBody } from '../../mapping/parameter-mapping.ts'
import { requestSource } from '../live-sources.ts'
import type { PhaseFactory } from '../pipeline.ts'

/**
 * Parameter mapping of the request: what the integration's headers, query string and path are made of.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export const mapParameters: PhaseFactory = (route) => {
  const mappings = 'mappings' in route.integration ? route.integration.mappings : undefined
  if (mappings === undefined || mappings.length === 0) return undefined
  const map = linkRequestMappings(mappings)
  if (readsBody(mappings)) {
    return async function mapParametersAndBody(x) {
      map(requestSource(x, await x.bodyText()), x.mapped)
      return undefined
    }
  }
  return function mapParameters(x) {
    map(requestSource(x, ''), x.mapped)
    return undefined
  }
}
