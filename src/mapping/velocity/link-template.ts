/**
 * Mapping templates: syntax tree → function, once per route and isolate. Nothing is parsed while a request runs.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
import { MappingFault } from '../mapping-fault.ts'
import type { Value } from '../values.ts'
import type { Template } from './ast.ts'
import { linkBlock } from './link-statement.ts'
import { Linker, type Watch } from './linker.ts'
import { BreakSignal, Run, StopSignal } from './run.ts'
import { placeOf, TemplateError } from './template-error.ts'

/** The names that a template sees: `input`, `util`, `context`, `stageVariables`. A Map will do. */
export interface Scope {
  get(name: string): Value | undefined
}

/** Renders with a scope. Throws TemplateError alone; its cause is the MappingFault where there was one. */
export type LinkedTemplate = (scope: Scope) => string

/** `watch` is asked at link time alone: without it nothing is watched. */
export function linkTemplate({ text, body }: Template, watch?: Watch): LinkedTemplate {
  const linker = new Linker(watch)
  const render = linkBlock(body, linker)
  const names = [...linker.slots.keys()]
  return (scope) => {
    const r = new Run(names.map((name) => scope.get(name)))
    try {
      render(r)
    } catch (error) {
      if (!(error instanceof StopSignal || error instanceof BreakSignal)) throw placed(error, text, r.at)
    }
    return r.out
  }
}

function placed(error: unknown, text: string, offset: number): unknown {
  if (error instanceof MappingFault) return new TemplateError(error.message, placeOf(text, offset), { cause: error })
  if (!(error instanceof RangeError)) return error
  const cause = new MappingFault('budget', 'The template recurses too deep')
  return new TemplateError(cause.message, placeOf(text, offset), { cause })
}
