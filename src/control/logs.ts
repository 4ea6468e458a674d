import { isFunctionLog } from '../functions/function-log.ts'
import { type Operation, ok, param } from './operation.ts'
import { findRestApi } from './rest-apis.ts'
import { badRequest } from './validation-error.ts'

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1_000

/**
 * `GET /_postern/logs/{id}?after=0&limit=100`: the last lines of a log, oldest first. Ours, for `postern logs`. The id is an API's, or
 * `function:{name}`; the log of a function outlives it.
 */
export const getLogs: Operation = async (call, services) => {
  if (!isFunctionLog(param(call, 'restApiId'))) await findRestApi(call, services)
  const after = wholeNumber(call.query, 'after', 0)
  const limit = Math.min(wholeNumber(call.query, 'limit', DEFAULT_LIMIT), MAX_LIMIT)
  return ok(await services.logs.read(param(call, 'restApiId'), after, limit))
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const value = query.get(name)
  if (value === null) return otherwise
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw badRequest(`Invalid ${name}: it has to be a whole number.`)
}
