import { findMethod } from './edit-method.ts'
import { type Operation, ok } from './operation.ts'

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethod.html */
export const getMethod: Operation = async (call, services) => ok(await findMethod(call, services))
