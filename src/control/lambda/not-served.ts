import type { RefusedOperation } from '../not-served.ts'

export function lambdaOperationNotServed(_method: string, _path: string, _search = ''): RefusedOperation | undefined {
  return undefined
}
