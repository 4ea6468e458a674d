import { DatabaseError } from '../../bindings/database.ts'
import { ControlError } from '../../errors/control-error.ts'
import { databaseFailure, internalFailure, respond } from '../respond.ts'
import type { ControlServices } from '../services.ts'
import { lambdaErrorOf } from './lambda-error.ts'
import { lambdaOperationNotServed } from './not-served.ts'
import { routeLambda } from './routes.ts'

/** One call of Lambda's management API, authenticated: the operation that it names → its answer. Never throws. */
export async function handleLambda(
  request: Request,
  body: Uint8Array,
  services: ControlServices,
  requestId: string,
): Promise<Response> {
  try {
    const answer = await routeLambda(request, body, services)
    if (answer === undefined) throw operationRefusal(request)
    return respond(answer, requestId)
  } catch (error) {
    if (error instanceof ControlError) return refuse(error, requestId)
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    services.writeLine?.(JSON.stringify({ level: 'error', requestId, message: reason }))
    return refuse(error instanceof DatabaseError ? databaseFailure() : internalFailure(), requestId)
  }
}

function refuse(error: ControlError, requestId: string): Response {
  const { type, status, body } = lambdaErrorOf(error)
  return respond({ status, body, headers: { 'x-amzn-errortype': type } }, requestId)
}

function operationRefusal(request: Request): ControlError {
  const { pathname, search } = new URL(request.url)
  const refused = lambdaOperationNotServed(request.method, pathname, search)
  if (refused === undefined) {
    return new ControlError(
      'ResourceNotFoundException',
      `There is no operation ${request.method} ${pathname.slice(0, 200)}`,
    )
  }
  const { name, reason } = refused
  return new ControlError(
    'InvalidParameterValueException',
    `The operation ${name} is not served by this version of Postern: ${reason}.`,
  )
}
