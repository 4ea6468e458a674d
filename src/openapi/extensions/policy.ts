/**
 * `x-amazon-apigateway-policy`: the API's resource policy.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-policy.html
 */
import { policyFaults } from '../../authorizers/policy-faults.ts'
import type { RestApi } from '../../definition/rest-api.ts'
import { isObject, type JsonObject, jsonObject } from '../json-value.ts'
import type { Reading } from '../reading.ts'

const POLICY = 'x-amazon-apigateway-policy'

/** The policy as JSON text. */
export function readPolicy({ claims, root, report }: Reading): string | undefined {
  if (!claims.take(root, POLICY)) return undefined
  const value = root.value(POLICY)
  const text = isObject(value) ? JSON.stringify(value) : value
  const document = typeof text === 'string' ? jsonObject(text) : undefined
  if (document === undefined) {
    report.error(root.at(POLICY), 'must be a policy document: an object, or its JSON text')
    return undefined
  }
  for (const fault of policyFaults(document, 'resource')) report.error(root.at(POLICY), fault)
  return typeof text === 'string' ? text : undefined
}

/** The policy as an object. */
export const writePolicy = ({ policy }: RestApi): JsonObject =>
  policy === undefined ? {} : { [POLICY]: jsonObject(policy) ?? policy }
