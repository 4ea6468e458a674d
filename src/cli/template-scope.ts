import { TEST_STAGE } from '../definition/stage.ts'
import { startRecord } from '../gateway/request-record.ts'
import { testArrival } from '../gateway/test-invocation.ts'
import { HeaderMap } from '../lib/header-map.ts'
import { inputObject } from '../mapping/input.ts'
import { templateContext } from '../mapping/template-context.ts'
import { UTIL } from '../mapping/util.ts'
import { SilentMap, type Value, type ValueMap } from '../mapping/values.ts'
import type { Scope } from '../mapping/velocity/link-template.ts'

export type Pairs = readonly (readonly [name: string, value: string])[]

/** What a template is rendered for. */
export interface TemplateCall {
  readonly body: string
  /** By dotted name: `identity.sourceIp`. */
  readonly context: Pairs
  readonly header: Pairs
  readonly query: Pairs
  readonly path: Pairs
  readonly stageVariables: Pairs
}

/** The names that a template sees, with the host objects of the gateway; of the context what a test invocation has, unless given. */
export function templateScope({ body, context, header, query, path, stageVariables }: TemplateCall): Scope {
  const headers = new HeaderMap()
  for (const [name, value] of header) headers.set(name, value)
  return new Map<string, Value>([
    ['input', inputObject(body, () => ({ path, querystring: query, header: [...headers] }))],
    ['util', UTIL],
    ['context', contextOf(headers, context)],
    ['stageVariables', new Map<Value, Value>(stageVariables)],
  ])
}

function contextOf(headers: HeaderMap, given: Pairs): ValueMap {
  const arrival = testArrival('/', { headers, rawQuery: '' }, Date.now())
  const record = startRecord(arrival, 'POST', { kind: 'invoke', apiId: '', stageName: TEST_STAGE, path: '/' })
  const context = templateContext({ arrival, record })
  for (const [name, value] of given) setAt(context, name.split('.'), value)
  return context
}

function setAt(map: ValueMap, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    map.set(name, value)
    return
  }
  const known = map.get(name)
  const inner: ValueMap = known instanceof Map ? known : new SilentMap()
  map.set(name, inner)
  setAt(inner, rest, value)
}
