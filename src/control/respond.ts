import { ControlError } from '../errors/control-error.ts'
import type { Answer } from './operation.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

/** An answer on AWS's wire (restJson1). */
export function respond(answer: Answer, requestId: string): Response {
  const headers = { 'x-amzn-requestid': requestId, ...answer.headers }
  if (answer.bytes !== undefined) return new Response(answer.bytes, { status: answer.status, headers })
  if (answer.text !== undefined) return new Response(answer.text, { status: answer.status, headers })
  if (answer.body === undefined) return new Response(null, { status: answer.status, headers })
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers: { ...headers, ...JSON_TYPE } })
}

/** A refusal as AWS's clients read it: the exception's name in a header, its message in the body. */
export function respondError(error: ControlError, requestId: string): Response {
  return new Response(JSON.stringify({ message: error.message }), {
    status: error.status,
    headers: { ...JSON_TYPE, 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.type },
  })
}

/** What a caller may know when the database fails; its words may hold what is stored. */
export const databaseFailure = () =>
  new ControlError(
    'ServiceUnavailableException',
    "The database could not carry out this call, and nothing was changed; the gateway's log has the reason (a full disk, for one). Try again.",
  )

/** What a caller may know of a mistake of ours. */
export const internalFailure = () =>
  new ControlError('InternalFailure', 'The gateway failed to carry out this call; its log has the reason.')
