import * as apiGateway from '@aws-sdk/client-api-gateway'
import * as lambda from '@aws-sdk/client-lambda'

/** An operation of AWS's service model. */
export interface AwsOperation {
  /** `PutMethod`. */
  readonly name: string
  readonly method: string
  /** `/restapis/{restApiId}`; with the query that tells it from others: `/restapis?mode=import`. */
  readonly path: string
  /** The status of success. */
  readonly status: number
  /** Names of the members of its input, wherever they go. */
  readonly members: readonly string[]
}

/** A structure in the schemas that AWS's client carries: kind, namespace, name, traits, names of members. */
type StructureSchema = readonly [number, string, string, unknown, readonly string[]]
/** An operation: kind 9, namespace, name, traits, input. */
type OperationSchema = readonly [
  9,
  string,
  string,
  { readonly http: readonly [string, string, number] },
  () => StructureSchema,
]

const isOperation = (value: unknown): value is OperationSchema => Array.isArray(value) && value[0] === 9

/** The operations of a client's service model, by path. */
const operationsOf = (sdk: object): readonly AwsOperation[] =>
  Object.values<unknown>(sdk as Record<string, unknown>)
    .filter(isOperation)
    .map(([, , name, { http }, input]) => {
      const [method, path, status] = http
      return { name, method, path, status, members: input()[4] ?? [] }
    })
    .sort((a, b) => (a.path < b.path || (a.path === b.path && a.name < b.name) ? -1 : 1))

/** Every operation of API Gateway's first service model. */
export const AWS_OPERATIONS = operationsOf(apiGateway)

/** Every operation of Lambda's. */
export const LAMBDA_OPERATIONS = operationsOf(lambda)
