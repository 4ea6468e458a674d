/** Calling the function of a Lambda authorizer, with what the record and the execution log keep of it: never the token, nor the answer. */
import { GatewayError } from '../errors/gateway-error.ts'
import { type FunctionAnswer, type FunctionCall, FunctionError, type FunctionFailure } from '../functions/functions.ts'
import type { Exchange } from '../gateway/exchange.ts'
import { roleOf } from '../integrations/aws-credentials.ts'
import { errorMessageOf } from '../integrations/lambda-function.ts'
import { substituteStageVariables } from '../mapping/stage-variables.ts'
import type { LambdaAuthorizerSpec } from './lambda-authorizer.ts'
import { type LambdaAuthorizerResult, readLambdaAuthorizerResult } from './lambda-authorizer-result.ts'

type FunctionOfSpec = Pick<LambdaAuthorizerSpec, 'functionArn' | 'credentials'>

/** The function that the stage's variables make of it. */
export const functionArnOf = ({ functionArn }: FunctionOfSpec, x: Exchange): string =>
  substituteStageVariables(functionArn, x.stage.variables)

interface AuthorizerRequest {
  readonly authorizerId: string
  readonly functionArn: string
  /** JSON. */
  readonly event: string
}

interface UsableAnswer {
  readonly result: LambdaAuthorizerResult
  /** Of its JSON, in characters. */
  readonly length: number
}

/** Throws GatewayError where the function refuses, fails, answers what cannot be used, or cannot be called. */
export async function callAuthorizer(
  x: Exchange,
  spec: FunctionOfSpec,
  { authorizerId, functionArn, event }: AuthorizerRequest,
): Promise<UsableAnswer> {
  const { region, accountId } = x.services.settings
  const payload = await payloadOf(x, {
    arn: functionArn,
    payload: event,
    invocationType: 'RequestResponse',
    timeoutInMillis: Math.min(x.limits.timeoutInMillis, LONGEST_CALL_MILLIS),
    ...(!isByRole(spec, x) && {
      sourceArn: `arn:aws:execute-api:${region}:${accountId}:${x.stage.apiId}/authorizers/${authorizerId}`,
    }),
    traceId: x.traceId,
  })
  const result = readLambdaAuthorizerResult(payload)
  if (typeof result === 'string')
    throw failed(x, 'AUTHORIZER_CONFIGURATION_ERROR', `The result of the function cannot be used: ${result}`)
  x.log(() => 'Successfully completed authorizer execution')
  return { result, length: payload.length }
}

/** AWS's default limit of a REST API's call. */
const LONGEST_CALL_MILLIS = 29_000

/** Whether a role calls, and not the API itself. */
function isByRole({ credentials }: FunctionOfSpec, x: Exchange): boolean {
  try {
    return roleOf(credentials, x.stage.variables) !== undefined
  } catch (error) {
    const reason = error instanceof GatewayError ? error.detail.reason : undefined
    throw failed(x, 'AUTHORIZER_CONFIGURATION_ERROR', reason ?? 'The credentials of the authorizer cannot be used')
  }
}

async function payloadOf(x: Exchange, call: FunctionCall): Promise<string> {
  const { services, record } = x
  const start = services.now()
  try {
    x.log(() => `Calling the authorizer's function ${call.arn}`)
    const answer = await services.functions.invoke(call)
    record.authorizerIntegrationStatus = answer.status
    record.authorizerRequestId = answer.requestId
    return usablePayload(x, answer)
  } catch (error) {
    throw refusalOf(x, error)
  } finally {
    record.authorizerLatency = services.now() - start
  }
}

/** A function refuses with this very message. */
const REFUSAL = 'Unauthorized'

function usablePayload(x: Exchange, { payload, functionError, requestId }: FunctionAnswer): string {
  if (typeof payload !== 'string')
    throw failed(x, 'AUTHORIZER_CONFIGURATION_ERROR', 'The function answered with a stream')
  if (functionError === undefined) return payload
  if (errorMessageOf(payload) === REFUSAL) {
    x.log(() => `Unauthorized request: ${x.record.requestId}`)
    throw new GatewayError('UNAUTHORIZED', { reason: `The authorizer's function refused: ${REFUSAL}` })
  }
  // Its message is in the function's own log: it may hold what the caller sent.
  throw failed(
    x,
    'AUTHORIZER_FAILURE',
    `The authorizer's function failed (${functionError}). Lambda request id: ${requestId}`,
  )
}

/** What no other call of the function would change. */
const OF_THE_CONFIGURATION: ReadonlySet<FunctionFailure> = new Set<FunctionFailure>([
  ...(['invalid-arn', 'not-found', 'not-permitted', 'no-runtime', 'no-credentials'] as const),
])

function refusalOf(x: Exchange, error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  if (!(error instanceof FunctionError))
    return failed(x, 'AUTHORIZER_FAILURE', "The authorizer's function could not be called")
  x.record.authorizerIntegrationStatus = error.status
  const type = OF_THE_CONFIGURATION.has(error.failure) ? 'AUTHORIZER_CONFIGURATION_ERROR' : 'AUTHORIZER_FAILURE'
  return failed(x, type, `The authorizer's function could not be called: ${error.message}`)
}

function failed(
  x: Exchange,
  type: 'AUTHORIZER_CONFIGURATION_ERROR' | 'AUTHORIZER_FAILURE',
  reason: string,
): GatewayError {
  x.record.authorizerError = reason
  return new GatewayError(type, { reason })
}
