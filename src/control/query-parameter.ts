import { badRequest } from './validation-error.ts'

/** A query parameter that is one of a set; undefined when the call has none. Throws ControlError for any other value. */
export function queryParameter<Value extends string>(
  name: string,
  query: URLSearchParams,
  values: readonly Value[],
): Value | undefined {
  const text = query.get(name)
  const value = values.find((known) => known === text)
  if (text !== null && value === undefined)
    throw badRequest(`Invalid ${name} specified. Must be one of: [${values.join(', ')}]`)
  return value
}

/** Whether an import that has warnings is to fail. Throws ControlError. */
export const failsOnWarnings = (query: URLSearchParams): boolean =>
  queryParameter('failonwarnings', query, ['true', 'false']) === 'true'
