/**
 * `x-amazon-apigateway-endpoint-access-mode`: how strictly an API with an enhanced security policy checks where calls come from.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-endpoint-access-mode.html
 * Differs from AWS: it is kept and shown, as the security policy is.
 */
import type { RestApi } from '../../definition/rest-api.ts'
import { definedMembers, type JsonObject } from '../json-value.ts'
import type { Reading } from '../reading.ts'

export const ENDPOINT_ACCESS_MODE = 'x-amazon-apigateway-endpoint-access-mode'
export const ACCESS_MODES = ['BASIC', 'STRICT'] as const

/** Undefined where the document says nothing. */
export function readEndpointAccessMode({ claims, root, report }: Reading): string | undefined {
  if (!claims.take(root, ENDPOINT_ACCESS_MODE)) return undefined
  report.uses(ENDPOINT_ACCESS_MODE, root.at(ENDPOINT_ACCESS_MODE))
  return root.constant(ENDPOINT_ACCESS_MODE, ACCESS_MODES)
}

export const writeEndpointAccessMode = ({ endpointAccessMode }: RestApi): JsonObject =>
  definedMembers({ [ENDPOINT_ACCESS_MODE]: endpointAccessMode })
