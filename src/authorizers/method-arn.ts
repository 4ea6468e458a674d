import { TEST_STAGE } from '../definition/stage.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Exchange } from '../gateway/exchange.ts'
import { pathReadings } from '../routing/path-readings.ts'

/** Bytes. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const LONGEST_METHOD_ARN = 1_600

/** The stage that AWS names where an authorizer is tested. */
const TESTED_STAGE = 'ESTestInvoke-stage'

const TOO_LONG = new GatewayError('URI_TOO_LONG', {
  reason: `The ARN of the called method has more than ${LONGEST_METHOD_ARN} bytes`,
})

/**
 * What a policy is asked about: `arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/pets/1`, with the path as it was sent, in
 * the form that the route was found by: without slashes before it or behind it. Throws GatewayError for one that is too long.
 */
export const methodArn = (x: Exchange): string => arnOf(x, routedPath(x.arrival.path))

/** The same of what backends may make of the path beside what it says. Throws GatewayError for one that is too long. */
export const methodArnReadings = (x: Exchange): string[] =>
  pathReadings(routedPath(x.arrival.path)).map((path) => arnOf(x, path))

function arnOf(x: Exchange, path: string): string {
  const { region, accountId } = x.services.settings
  const { apiId, stageName: name } = x.stage
  const stageName = name === TEST_STAGE ? TESTED_STAGE : name
  const arn = `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stageName}/${x.request.method}/${path}`
  // Every character is a byte at least.
  if (arn.length > LONGEST_METHOD_ARN || new TextEncoder().encode(arn).byteLength > LONGEST_METHOD_ARN) throw TOO_LONG
  return arn
}

const SLASH = 47

/** The part of the path that `matchRoute` looks at. */
function routedPath(path: string): string {
  let from = 0
  let end = path.length
  while (from < end && path.charCodeAt(from) === SLASH) from++
  while (end > from && path.charCodeAt(end - 1) === SLASH) end--
  return path.slice(from, end)
}
