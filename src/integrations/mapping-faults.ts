/**
 * What AWS refuses of parameter mappings when they are put: malformed ones, and those of parameters that the method does not declare.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 * Differs from AWS: the case of a header's name does not count.
 */
import type { Integration, IntegrationResponse, Method } from '../definition/rest-api.ts'
import { Problems } from '../lib/problems.ts'
import { parseRequestParameters, parseResponseParameters } from '../mapping/parameter-mapping.ts'

const METHOD_PARAMETER = /^method\.request\.(?:multivalue)?(path|querystring|header)\.(.+)$/s

/** `requestParameters` and `cacheKeyParameters`, in AWS's words. */
export function requestMappingFaults(method: Method, integration: Integration): string[] {
  const { requestParameters = {}, cacheKeyParameters = [] } = integration
  const problems = new Problems()
  parseRequestParameters(requestParameters, '', problems)
  const isKnown = knownParameters(method)
  const undeclared = Object.values(requestParameters).filter(
    (expression) => METHOD_PARAMETER.test(expression) && !isKnown(expression),
  )
  const keys = cacheKeyParameters.filter((key) => !isKnown(key) && !Object.hasOwn(requestParameters, key))
  return [...messagesOf(problems), ...new Set([...undeclared, ...keys].map(unknownParameter))]
}

/** `responseParameters`, in AWS's words. */
export function responseMappingFaults(method: Method, response: IntegrationResponse): string[] {
  const { statusCode, responseParameters = {} } = response
  const names = Object.keys(responseParameters)
  if (names.length === 0) return []
  const { methodResponses = {} } = method
  const declared = Object.hasOwn(methodResponses, statusCode) ? methodResponses[statusCode] : undefined
  if (declared === undefined) return ['No method response exists for method.']
  const problems = new Problems()
  parseResponseParameters(responseParameters, '', problems)
  const known = new Set(Object.keys(declared.responseParameters ?? {}).map((name) => name.toLowerCase()))
  const undeclared = names.filter((name) => !known.has(name.toLowerCase())).map(unknownParameter)
  return [...new Set([...messagesOf(problems), ...undeclared])]
}

const unknownParameter = (name: string) => `Invalid mapping expression parameter specified: ${name}`
const messagesOf = (problems: Problems) => problems.errors.map(({ message }) => message)

/** Whether a method declares what an expression reads; one declaration is good for its single and for its many values. */
function knownParameters({ requestParameters = {} }: Method): (expression: string) => boolean {
  const known = new Set(Object.keys(requestParameters).map(nameOf))
  return (expression) => known.has(nameOf(expression))
}

function nameOf(expression: string): string {
  const [, from, name = ''] = METHOD_PARAMETER.exec(expression) ?? []
  if (from === undefined) return expression
  return `${from}.${from === 'header' ? name.toLowerCase() : name}`
}
