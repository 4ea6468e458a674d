import type { FunctionSettings } from '../../definition/function.ts'
import { readInput } from '../input.ts'
import { noContent, type Operation, ok } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { checkConstraints, oneOf, required } from '../validation-error.ts'
import { between } from './configuration-input.ts'
import { editFunction, readFunction } from './edit-function.ts'
import { functionArn, unqualifiedReference } from './function-reference.ts'
import { functionNotFound, invalidParameter } from './lambda-error.ts'

const MOST_EXECUTIONS = 1_000_000

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html
 * Stored only: calls of a function are not counted.
 * Differs from AWS: 0, which switches a function off, is refused.
 */
export const putFunctionConcurrency: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  const { ReservedConcurrentExecutions: wanted } = readInput(call.body, { ReservedConcurrentExecutions: 'integer' })
  checkConstraints(
    required(wanted, 'reservedConcurrentExecutions'),
    wanted === undefined ? undefined : between(wanted, 'reservedConcurrentExecutions', 0, MOST_EXECUTIONS),
  )
  if (wanted === 0) {
    throw invalidParameter(
      'ReservedConcurrentExecutions of 0 would switch the function off, which this version of Postern does not do: ' +
        'remove the permissions of its callers (RemovePermission), or delete it.',
    )
  }
  await changeSettings(services, name, '$LATEST', (settings) => ({ ...settings, reservedConcurrentExecutions: wanted }))
  return ok({ ReservedConcurrentExecutions: wanted })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export const getFunctionConcurrency: Operation = async (call, services) => {
  const { reservedConcurrentExecutions } = await settingsOf(services, unqualifiedReference(call).name)
  return ok(
    reservedConcurrentExecutions === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrentExecutions },
  )
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html */
export const deleteFunctionConcurrency: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  await changeSettings(services, name, undefined, ({ reservedConcurrentExecutions: _, ...settings }) => settings)
  return noContent()
}

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html
 * Stored only: loops of functions are not looked for.
 */
export const putFunctionRecursionConfig: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  const { RecursiveLoop } = readInput(call.body, { RecursiveLoop: 'string' })
  checkConstraints(
    required(RecursiveLoop, 'recursiveLoop'),
    oneOf(RecursiveLoop, 'recursiveLoop', ['Allow', 'Terminate']),
  )
  await changeSettings(services, name, undefined, (settings) => ({ ...settings, recursiveLoop: RecursiveLoop }))
  return ok({ RecursiveLoop })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionRecursionConfig.html */
export const getFunctionRecursionConfig: Operation = async (call, services) => {
  const { recursiveLoop = 'Terminate' } = await settingsOf(services, unqualifiedReference(call).name)
  return ok({ RecursiveLoop: recursiveLoop })
}

/** Settings of a function as a whole; a qualifier is only for the words of a refusal. */
const changeSettings = (
  services: ControlServices,
  name: string,
  qualifier: string | undefined,
  change: (settings: FunctionSettings) => FunctionSettings,
): Promise<void> =>
  editFunction(
    services,
    name,
    () => functionNotFound(functionArn(services, name, qualifier)),
    ({ definition }) => ({
      definition: { ...definition, settings: change(definition.settings) },
      result: undefined,
    }),
  )

async function settingsOf(services: ControlServices, name: string): Promise<FunctionSettings> {
  const definition = await readFunction(services, name)
  if (definition === undefined) throw functionNotFound(functionArn(services, name))
  return definition.settings
}
