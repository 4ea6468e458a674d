import type { Method } from '../definition/rest-api.ts'
import { noSuchIntegration, noSuchMethod, noSuchResource } from './identifiers.ts'
import { type Call, type Operation, ok, param } from './operation.ts'
import type { ControlServices } from './services.ts'
import { methodOf, selectMethod } from './store/method.ts'
import { selectResource } from './store/resource.ts'
import { readTogether } from './store/rows.ts'

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethod.html */
export const getMethod: Operation = async (call, services) => ok(await findMethod(call, services))

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegration.html */
export const getIntegration: Operation = async (call, services) => {
  const { methodIntegration } = await findMethod(call, services)
  if (methodIntegration === undefined) throw noSuchIntegration()
  return ok(methodIntegration)
}

/** The method that the path names. An unknown API is an unknown resource here, as on AWS. Throws NotFoundException. */
async function findMethod(call: Call, services: ControlServices): Promise<Method> {
  const apiId = param(call, 'restApiId')
  const resourceId = param(call, 'resourceId')
  const [resources = [], methods = []] = await readTogether(services.db, [
    selectResource(apiId, resourceId),
    selectMethod(apiId, resourceId, param(call, 'httpMethod')),
  ])
  if (resources.length === 0) throw noSuchResource()
  const [row] = methods
  if (row === undefined) throw noSuchMethod()
  return methodOf(row)
}
