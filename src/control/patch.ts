import { checkMembers, type Members, readInput } from './input.ts'
import { badRequest, checkConstraints, notInSet } from './validation-error.ts'

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PatchOperation.html */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'copy' | 'move' | 'test'
  readonly path: string
  /** Empty when the caller gave none. */
  readonly value: string
  readonly from?: string
}

/** In the order of AWS's message. */
const OPS = ['add', 'remove', 'move', 'test', 'replace', 'copy'] as const
const MEMBERS = { op: 'string', path: 'string', value: 'document', from: 'string' } as const satisfies Members
const MOST_OPERATIONS = 1_000

/**
 * The operations of an Update call. `place` stands in AWS's message (`updateStageInput`), which goes on with the constraints that
 * labels of the call break. Throws ControlError.
 */
export function readPatch(
  body: Uint8Array,
  place: string,
  ...broken: readonly (string | undefined)[]
): PatchOperation[] {
  const { patchOperations = [] } = readInput(body, { patchOperations: 'objects' })
  if (patchOperations.length > MOST_OPERATIONS)
    throw badRequest(`A call has at most ${MOST_OPERATIONS} patch operations`)
  const operations = patchOperations.map((operation) => checkMembers(operation, MEMBERS))
  const errors = operations.flatMap(({ op }, position) =>
    isOp(op) ? [] : [notInSet(op ?? 'null', `${place}.patchOperations.${position + 1}.member.op`, OPS)],
  )
  checkConstraints(...errors, ...broken)
  return operations.map(({ op, path, value = '', from }) => {
    if (path === undefined) throw badRequest('Invalid patch path null')
    // `errors` is empty: each `op` is one of the set.
    return { op: op as PatchOperation['op'], path, value, from }
  })
}

const isOp = (op: string | undefined) => OPS.some((known) => known === op)

/** AWS's reading of a value that should be a boolean: anything but `true` is false. */
export const isTrue = (value: string) => value.toLowerCase() === 'true'
