/**
 * `x-amazon-apigateway-minimum-compression-size`: responses from this size on are compressed.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-openapi-minimum-compression-size.html
 */
import type { RestApi } from '../../definition/rest-api.ts'
import type { JsonObject } from '../json-value.ts'
import type { Reading } from '../reading.ts'

const MINIMUM_COMPRESSION_SIZE = 'x-amazon-apigateway-minimum-compression-size'
/** AWS's own bound: 10 MB. */
const LARGEST_BYTES = 10_485_760

/** Bytes. */
export function readMinimumCompressionSize({ claims, root }: Reading): number | undefined {
  if (!claims.take(root, MINIMUM_COMPRESSION_SIZE)) return undefined
  return root.integer(MINIMUM_COMPRESSION_SIZE, 0, LARGEST_BYTES)
}

export const writeMinimumCompressionSize = ({ minimumCompressionSize }: RestApi): JsonObject =>
  minimumCompressionSize === undefined ? {} : { [MINIMUM_COMPRESSION_SIZE]: minimumCompressionSize }
