/** Settings of AWS's functions that none has here: AWS's own answers for a function without them. */
import { type FunctionDefinition, LATEST } from '../../definition/function.ts'
import { ControlError } from '../../errors/control-error.ts'
import { readInput } from '../input.ts'
import { type Call, noContent, type Operation, ok } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { checkConstraints, oneOf, required } from '../validation-error.ts'
import { readFunction } from './edit-function.ts'
import { functionArn, functionReference, unqualifiedReference } from './function-reference.ts'
import { functionNotFound, invalidParameter, noSuchResource, notServed, resourceNotFound } from './lambda-error.ts'
import { noCodeSigningConfig } from './not-served-settings.ts'
import { revisionOf } from './show-function.ts'

async function existing(services: ControlServices, name: string): Promise<FunctionDefinition> {
  const definition = await readFunction(services, name)
  if (definition === undefined) throw functionNotFound(functionArn(services, name))
  return definition
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html */
export const getFunctionCodeSigningConfig: Operation = async (call, services) => {
  await existing(services, unqualifiedReference(call).name)
  return ok({})
}

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionCodeSigningConfig.html
 * Differs from AWS: there are no code signing configurations, so that none is found.
 */
export const putFunctionCodeSigningConfig: Operation = async (call, services) => {
  const { CodeSigningConfigArn } = readInput(call.body, { CodeSigningConfigArn: 'string' })
  checkConstraints(required(CodeSigningConfigArn, 'codeSigningConfigArn'))
  await existing(services, unqualifiedReference(call).name)
  throw noCodeSigningConfig(CodeSigningConfigArn ?? '')
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionCodeSigningConfig.html */
export const deleteFunctionCodeSigningConfig: Operation = async (call, services) => {
  await existing(services, unqualifiedReference(call).name)
  return noContent()
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export const getFunctionEventInvokeConfig: Operation = async (call, services) => {
  throw noEventInvokeConfig(call, services)
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export const deleteFunctionEventInvokeConfig: Operation = async (call, services) => {
  throw noEventInvokeConfig(call, services)
}

function noEventInvokeConfig(call: Call, services: ControlServices): ControlError {
  const { name, qualifier = LATEST } = functionReference(call)
  return resourceNotFound(`The function ${functionArn(services, name, qualifier)} doesn't have an EventInvokeConfig`)
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html */
export const listFunctionEventInvokeConfigs: Operation = async (call, services) => {
  const definition = await readFunction(services, functionReference(call).name)
  if (definition === undefined) throw resourceNotFound("The function doesn't exist.")
  return ok({ FunctionEventInvokeConfigs: [] })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html */
export const getFunctionUrlConfig: Operation = async (call) => {
  functionReference(call)
  throw noSuchResource()
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html */
export const deleteFunctionUrlConfig: Operation = async (call) => {
  functionReference(call)
  throw noSuchResource()
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html */
export const listFunctionUrlConfigs: Operation = async (call, services) => {
  const definition = await readFunction(services, functionReference(call).name)
  if (definition === undefined) throw resourceNotFound('Function does not exist')
  return ok({ FunctionUrlConfigs: [] })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html */
export const getProvisionedConcurrencyConfig: Operation = async (call, services) => {
  await publishedQualifier(call, services)
  throw new ControlError(
    'ProvisionedConcurrencyConfigNotFoundException',
    'No Provisioned Concurrency Config found for this function',
  )
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html */
export const deleteProvisionedConcurrencyConfig: Operation = async (call, services) => {
  await publishedQualifier(call, services)
  return noContent()
}

async function publishedQualifier(call: Call, services: ControlServices): Promise<void> {
  const { name, qualifier = LATEST } = functionReference(call)
  if (qualifier === LATEST) {
    throw invalidParameter('The function resource provided must be an alias or a published version.')
  }
  const empty = { name, settings: { policies: {} }, versions: {}, aliases: {} }
  revisionOf(services, (await readFunction(services, name)) ?? empty, qualifier)
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListProvisionedConcurrencyConfigs.html */
export const listProvisionedConcurrencyConfigs: Operation = async (call, services) => {
  await existing(services, unqualifiedReference(call).name)
  return ok({ ProvisionedConcurrencyConfigs: [] })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html */
export const getRuntimeManagementConfig: Operation = async (call, services) => {
  const { name, qualifier = LATEST } = functionReference(call)
  revisionOf(services, await existing(services, name), qualifier)
  return ok({ UpdateRuntimeOn: 'Auto', FunctionArn: functionArn(services, name, qualifier) })
}

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html
 * Differs from AWS: the runtime is the gateway's own, so `Auto` is all there is.
 */
export const putRuntimeManagementConfig: Operation = async (call, services) => {
  const members = { UpdateRuntimeOn: 'string', RuntimeVersionArn: 'string' } as const
  const { UpdateRuntimeOn, RuntimeVersionArn } = readInput(call.body, members)
  checkConstraints(
    required(UpdateRuntimeOn, 'updateRuntimeOn'),
    oneOf(UpdateRuntimeOn, 'updateRuntimeOn', ['Auto', 'FunctionUpdate', 'Manual']),
  )
  if (UpdateRuntimeOn !== 'Auto' || RuntimeVersionArn) throw notServed(`UpdateRuntimeOn ${UpdateRuntimeOn}`)
  return getRuntimeManagementConfig(call, services)
}
