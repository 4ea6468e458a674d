/**
 * `x-postern-limits`: lifts AWS's limits for an API (at the document's root) or for one operation.
 * Members: requestLineBytes, requestHeaderBytes, requestBodyBytes, responseHeaderBytes, responseBodyBytes (bytes, or null for no limit), timeoutInMillis.
 */
import type { Extension, Part } from '../../definition/parts.ts'
import { parseLimits } from '../../deployment/limits.ts'
import { Problems } from '../../lib/problems.ts'
import type { JsonObject, JsonValue } from '../json-value.ts'
import type { PartIndex } from '../part-index.ts'
import type { Fields } from '../read.ts'
import type { Reading } from '../reading.ts'
import { extensionPart } from '../unclaimed.ts'

const LIMITS = 'x-postern-limits'

/** The extension as a part, and what it makes of the longest time an integration may take. */
export interface LimitsExtension {
  readonly part?: Part<Extension>
  readonly timeoutInMillis?: number
}

interface Operation {
  readonly path: string
  readonly httpMethod: string
}

const partName = (on: Operation | undefined) => (on ? `${LIMITS} ${on.httpMethod} ${on.path}` : LIMITS)

/** Reads the extension of the document's root, or of the operation `on`. */
export function readLimits(reading: Reading, fields: Fields, on?: Operation): LimitsExtension {
  if (!reading.claims.take(fields, LIMITS)) return {}
  const value = fields.value(LIMITS)
  const problems = new Problems()
  const { timeoutInMillis } = parseLimits(value, fields.at(LIMITS), problems)
  for (const { message } of problems.errors) reading.report.error(fields.at(LIMITS), message)
  return {
    part: extensionPart(reading, { name: LIMITS, ...on, value }, partName(on)),
    ...(timeoutInMillis && { timeoutInMillis }),
  }
}

/** The extension of the document's root, or of the operation `on`. */
export function writeLimits(parts: PartIndex, on?: Operation): JsonObject {
  const part = parts.named('Extension', partName(on))
  // It was read from JSON.
  return part ? { [LIMITS]: part.body.value as JsonValue } : {}
}
