/**
 * What templates set of the request to the integration and of the response: `$context.requestOverride`, `$context.responseOverride`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
import { printValue } from './print.ts'
import type { Value, ValueMap } from './values.ts'

type Pairs = readonly (readonly [name: string, value: string])[]

/** Each wins over parameter mappings. A list repeats a header or a query parameter. */
export interface RequestOverride {
  readonly path: Pairs
  readonly header: Pairs
  readonly querystring: Pairs
}

export interface ResponseOverride {
  /** From 100 to 599; others are left out. */
  readonly status?: number
  readonly header: Pairs
}

export function requestOverride(context: ValueMap): RequestOverride {
  const override = context.get('requestOverride')
  return {
    path: pairs(override, 'path'),
    header: pairs(override, 'header'),
    querystring: pairs(override, 'querystring'),
  }
}

export function responseOverride(context: ValueMap): ResponseOverride {
  const override = context.get('responseOverride')
  const status = override instanceof Map ? statusOf(override.get('status') ?? null) : undefined
  return { ...(status !== undefined && { status }), header: pairs(override, 'header') }
}

function pairs(override: Value | undefined, kind: string): Pairs {
  const values = override instanceof Map ? override.get(kind) : undefined
  if (!(values instanceof Map)) return []
  return [...values].flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (each) => [printValue(name), each === null ? '' : printValue(each)] as const,
    ),
  )
}

function statusOf(value: Value): number | undefined {
  const text = value === null ? '' : printValue(value)
  return /^[1-5]\d\d$/.test(text) ? Number(text) : undefined
}
