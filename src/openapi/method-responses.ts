import type { MethodResponse } from '../definition/rest-api.ts'
import { present } from './json-value.ts'
import type { Models } from './models.ts'
import { Fields } from './read.ts'
import type { Reading } from './reading.ts'
import { readResponseModels } from './request-models.ts'

const STATUS = /^[1-5]\d\d$/

/** The method responses of an operation, by status. */
export function readMethodResponses(
  reading: Reading,
  models: Models,
  operation: Fields,
): Record<string, MethodResponse> | undefined {
  const responses = operation.fields('responses')
  const entries = (responses?.keys() ?? []).flatMap((status): [string, MethodResponse][] => {
    if (responses === undefined || status.startsWith('x-')) return []
    if (!STATUS.test(status)) {
      reading.report.warn(responses.at(status), 'method responses have one status code each: this one is not imported')
      return []
    }
    const found = reading.refs.object(responses.value(status), responses.at(status))
    if (found === undefined) return []
    return [
      [status, readResponse(reading, models, operation, new Fields(found.value, found.place, reading.report), status)],
    ]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

function readResponse(
  reading: Reading,
  models: Models,
  operation: Fields,
  response: Fields,
  statusCode: string,
): MethodResponse {
  const headers = response.fields('headers')?.keys() ?? []
  return present<MethodResponse>({
    statusCode,
    responseParameters:
      headers.length > 0
        ? Object.fromEntries(headers.map((header) => [`method.response.header.${header}`, false]))
        : undefined,
    responseModels: readResponseModels(reading, models, operation, response),
  })
}
