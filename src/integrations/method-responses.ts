import type { IntegrationResponse, Method } from '../definition/rest-api.ts'
import type { Problems } from '../lib/problems.ts'

/**
 * Warns of integration responses that the method's own responses do not allow: a status that is not declared answers 500; a header that
 * is not declared is sent all the same.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-response.html
 * Differs from AWS: there a mapping to an undeclared header is refused.
 */
export function checkMethodResponses(method: Method, place: string, problems: Problems): void {
  const { methodIntegration: integration, methodResponses = {} } = method
  if (integration === undefined || integration.type.endsWith('_PROXY')) return
  for (const [status, response] of Object.entries(integration.integrationResponses ?? {})) {
    const declared = Object.hasOwn(methodResponses, status) ? methodResponses[status] : undefined
    if (declared === undefined)
      problems.warn(place, `Integration response ${status} has no method response of that status; it answers 500`)
    else checkParameters(response, declared.responseParameters ?? {}, place, problems)
  }
}

function checkParameters(
  response: IntegrationResponse,
  declared: Readonly<Record<string, boolean>>,
  place: string,
  problems: Problems,
): void {
  const names = new Set(Object.keys(declared).map((name) => name.toLowerCase()))
  for (const parameter of Object.keys(response.responseParameters ?? {})) {
    if (!names.has(parameter.toLowerCase()))
      problems.warn(place, `${parameter} is not declared in the method response, as AWS asks; it is sent all the same`)
  }
}
