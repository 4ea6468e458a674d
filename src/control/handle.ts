import { DatabaseError } from '../bindings/database.ts'
import { ControlError } from '../errors/control-error.ts'
import { handleLambda } from './lambda/handle.ts'
import { operationNotServed } from './not-served.ts'
import { type Answer, ok } from './operation.ts'
import type { ManagementCall } from './protection.ts'
import type { RefusedOperation } from './refused-operation.ts'
import { republishLater } from './republish.ts'
import { databaseFailure, internalFailure, respond, respondError } from './respond.ts'
import { route } from './routes.ts'
import type { ControlServices } from './services.ts'
import { routeV2 } from './v2/routes.ts'
import { badRequest, notFound } from './validation-error.ts'

/** One call of the management API: who calls → which operation → its answer. Read this file first. Never throws. */
export async function handleManagement(request: Request, services: ControlServices): Promise<Response> {
  const requestId = crypto.randomUUID()
  try {
    if (isHealthCheck(request)) return respond(ok({ status: 'ok' }), requestId)
    const call = await services.authenticate(request)
    republishLater(services, request.method !== 'GET')
    if (call.service === 'lambda') return await handleLambda(request, call.body, services, requestId)
    return respond(await dispatch(request, call, services), requestId)
  } catch (error) {
    if (error instanceof ControlError) return respondError(error, requestId)
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    services.writeLine?.(JSON.stringify({ level: 'error', requestId, message: reason }))
    return respondError(error instanceof DatabaseError ? databaseFailure() : internalFailure(), requestId)
  }
}

const isHealthCheck = (request: Request) =>
  request.method === 'GET' && new URL(request.url).pathname === '/_postern/health'

async function dispatch(request: Request, call: ManagementCall, services: ControlServices): Promise<Answer> {
  if (call.service !== 'apigateway') throw serviceRefusal(call.service)
  const answer = (await route(request, call.body, services)) ?? (await routeV2(request, call.body, services))
  if (answer === undefined) throw operationRefusal(request)
  return answer
}

function serviceRefusal(service: string): ControlError {
  return badRequest(
    `The service '${service.slice(0, 100)}' is not served by this version of Postern. Served: [apigateway, lambda]`,
  )
}

const refusalText = ({ name, reason }: RefusedOperation) =>
  `The operation ${name} is not served by this version of Postern: ${reason}.`

function operationRefusal(request: Request): ControlError {
  const { pathname, search } = new URL(request.url)
  const operation = operationNotServed(request.method, pathname, search)
  if (operation !== undefined) return badRequest(refusalText(operation))
  return notFound(`There is no operation ${request.method} ${pathname.slice(0, 200)}`)
}
