import { ClientError } from '../client/client-error.ts'
import { CliError, EXIT } from './cli-error.ts'
import { isLoopback, readEndpoint } from './session.ts'
import type { Terminal } from './terminal.ts'

/** Any failure as a sentence with what to type next. A programmer's mistake is passed on as it is, with its stack. */
export function explain(error: unknown, endpointFlag: string | undefined, env: Terminal['env']): CliError | undefined {
  if (error instanceof CliError) return error
  if (!(error instanceof ClientError)) return undefined
  const endpoint = readEndpoint(endpointFlag, env)
  return new CliError(EXIT.failed, sentence(error, endpoint), nextStep(error, endpoint, env))
}

function sentence(error: ClientError, endpoint: string): string {
  if (error.type === 'Unreachable') return `No gateway answers at ${endpoint}${causeOf(error)}.`
  if (error.type === 'NotAGateway') return `What answers at ${endpoint} is not a Postern gateway. ${error.message}`
  if (error.type === 'TimedOut') return error.message
  return `The gateway refused the call: ${error.message} (${error.type})`
}

function nextStep(error: ClientError, endpoint: string, env: Terminal['env']): string | undefined {
  const local = isLoopback(endpoint)
  switch (error.type) {
    case 'Unreachable':
      return local ? 'Start it with: npx postern start' : 'Check the address: --endpoint or POSTERN_ENDPOINT'
    case 'NotAGateway':
      return 'Name the gateway: --endpoint or POSTERN_ENDPOINT; locally PORT is enough'
    case 'UnrecognizedClientException':
    case 'InvalidSignatureException':
      return credentialStep(error, local, env)
    case 'ConflictException':
    case 'TooManyRequestsException':
    case 'ServiceUnavailableException':
      return 'Type the same command again in a moment'
    default:
      return undefined
  }
}

function credentialStep(error: ClientError, local: boolean, env: Terminal['env']): string {
  if (/^Signature (?:expired|not yet current)/.test(error.message))
    return "Set this machine's clock, then type the same command again"
  if (local && env.AWS_ACCESS_KEY_ID) {
    return 'AWS_ACCESS_KEY_ID of your environment was used. For a local gateway: env -u AWS_ACCESS_KEY_ID npx postern …'
  }
  return "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the gateway's POSTERN_ACCESS_KEY_ID and POSTERN_SECRET_ACCESS_KEY"
}

/** fetch says only "fetch failed"; the system's own code stands in its cause. */
function causeOf(error: ClientError): string {
  const cause = error.cause instanceof Error ? error.cause.cause : undefined
  return typeof cause === 'object' && cause !== null && 'code' in cause ? ` (${String(cause.code)})` : ''
}
