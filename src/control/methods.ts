import { findMethod } from './edit-method.ts'
import { noSuchIntegration } from './identifiers.ts'
import { type Operation, ok } from './operation.ts'

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethod.html */
export const getMethod: Operation = async (call, services) => ok(await findMethod(call, services))

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegration.html */
export const getIntegration: Operation = async (call, services) => {
  const { methodIntegration } = await findMethod(call, services)
  if (methodIntegration === undefined) throw noSuchIntegration()
  return ok(methodIntegration)
}
