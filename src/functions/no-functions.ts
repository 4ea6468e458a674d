import { FunctionError, type Functions } from './functions.ts'

/** A gateway that can run none. */
export const noFunctions: Functions = {
  invoke: () => Promise.reject(new FunctionError('no-runtime', 'This gateway has nothing to run functions with')),
}
