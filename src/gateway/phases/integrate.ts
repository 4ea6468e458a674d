import { linkIntegration } from '../../integrations/index.ts'
import type { PhaseFactory } from '../pipeline.ts'

/**
 * The integration call.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
 */
export const integrate: PhaseFactory = (route) => {
  const call = linkIntegration(route.integration)
  // A MOCK has no endpoint; a proxied function's answer is no response yet, so that the integration shows it.
  const { type } = route.integration
  const answers = type !== 'MOCK' && type !== 'AWS_PROXY'
  return async function integrate(x) {
    x.reply = await call(x)
    if (x.trace !== undefined && answers) await x.trace.endpointResponse(x.reply)
    return undefined
  }
}
