/**
 * `x-amazon-apigateway-binary-media-types`: content types that are bytes, not text.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-binary-media-types.html
 */
import type { RestApi } from '../../definition/rest-api.ts'
import type { JsonObject } from '../json-value.ts'
import type { Reading } from '../reading.ts'

const BINARY_MEDIA_TYPES = 'x-amazon-apigateway-binary-media-types'

export function readBinaryMediaTypes({ claims, root }: Reading): readonly string[] | undefined {
  return claims.take(root, BINARY_MEDIA_TYPES) ? root.texts(BINARY_MEDIA_TYPES) : undefined
}

export const writeBinaryMediaTypes = ({ binaryMediaTypes = [] }: RestApi): JsonObject =>
  binaryMediaTypes.length > 0 ? { [BINARY_MEDIA_TYPES]: binaryMediaTypes } : {}
