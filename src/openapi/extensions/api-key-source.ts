/**
 * `x-amazon-apigateway-api-key-source`: whether the caller's header or the authorizer gives the API key.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-api-key-source.html
 */
import type { RestApi } from '../../definition/rest-api.ts'
import type { JsonObject } from '../json-value.ts'
import type { Reading } from '../reading.ts'

const API_KEY_SOURCE = 'x-amazon-apigateway-api-key-source'

/** Undefined where the document says nothing, which is the header. */
export function readApiKeySource({ claims, root }: Reading): RestApi['apiKeySource'] | undefined {
  return claims.take(root, API_KEY_SOURCE) ? root.constant(API_KEY_SOURCE, ['HEADER', 'AUTHORIZER']) : undefined
}

/** AWS leaves the default out (vector oai-0030). */
export const writeApiKeySource = ({ apiKeySource }: RestApi): JsonObject =>
  apiKeySource === 'AUTHORIZER' ? { [API_KEY_SOURCE]: apiKeySource } : {}
