import * as sdk from '@aws-sdk/client-api-gateway'

/** An operation of AWS's service model. */
export interface AwsOperation {
  /** `PutMethod`. */
  readonly name: string
  readonly method: string
  /** `/restapis/{restApiId}`; with the query that tells it from others: `/restapis?mode=import`. */
  readonly path: string
  /** The status of success. */
  readonly status: number
}

/** An operation in the schemas that AWS's client carries: kind 9, namespace, name, traits. */
type OperationSchema = readonly [9, string, string, { readonly http: readonly [string, string, number] }]

const isOperation = (value: unknown): value is OperationSchema => Array.isArray(value) && value[0] === 9

/** Every operation of API Gateway's first service model, by path. */
export const AWS_OPERATIONS: readonly AwsOperation[] = Object.values<unknown>(sdk)
  .filter(isOperation)
  .map(([, , name, { http }]) => ({ name, method: http[0], path: http[1], status: http[2] }))
  .sort((a, b) => (a.path < b.path || (a.path === b.path && a.name < b.name) ? -1 : 1))
