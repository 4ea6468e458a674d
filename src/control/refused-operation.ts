/** Operations by path: `*` is one segment; a query that tells two apart stands behind the method. */
export type OperationTable = Readonly<Record<string, string>>

/** What operations wait for, by their names; the first that fits. */
export type Reasons = readonly (readonly [RegExp, string])[]

/** An operation of AWS that is refused, and why. */
export interface RefusedOperation {
  /** `TestInvokeMethod`. */
  readonly name: string
  readonly reason: string
}

/** The operation of a table that a call names. `search` is the URL's query, with its `?`. */
export function refusedOperation(
  table: OperationTable,
  reasons: Reasons,
  method: string,
  path: string,
  search: string,
): RefusedOperation | undefined {
  const pattern = Object.keys(table).find((candidate) => matches(candidate, path))
  const operations = pattern === undefined ? '' : (table[pattern] ?? '')
  const named = operations.split(', ').map((operation) => operation.split(' '))
  const [, name] =
    named.find(([call = '']) => isQueried(call, method, search)) ?? named.find(([call]) => call === method) ?? []
  return name === undefined ? undefined : { name, reason: reasons.find(([names]) => names.test(name))?.[1] ?? '' }
}

/** Whether the operation is the one whose `POST?mode=import` the call has; other parameters may stand beside. */
function isQueried(call: string, method: string, search: string): boolean {
  const [wanted, query = ''] = call.split('?')
  const [name = '', value] = query.split('=')
  return wanted === method && name !== '' && new URLSearchParams(search).get(name) === value
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const segments = path.split('/')
  return wanted.length === segments.length && wanted.every((part, index) => part === '*' || part === segments[index])
}
