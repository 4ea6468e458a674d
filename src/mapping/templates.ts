/**
 * Mapping templates: how they are kept, checked when they are deployed, and linked to functions. AWS makes null of an empty one, and passes
 * the body on as it is (vector cpl-0061).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
import type { Templates } from '../definition/rest-api.ts'
import type { Problems } from '../lib/problems.ts'
import type { Template as Tree } from './velocity/ast.ts'
import { type LinkedTemplate, linkTemplate } from './velocity/link-template.ts'
import { parseTemplate } from './velocity/parse-template.ts'
import { TemplateError, type TemplateFault } from './velocity/template-error.ts'

/** As AWS keeps and shows them. */
export const keptTemplates = (templates: Templates): Templates =>
  Object.fromEntries(Object.entries(templates).map(([type, text]) => [type, keptTemplate(text)]))

export const keptTemplate = (text: string | null): string | null => (text === '' ? null : text)

/** As compiled ones hold them: the empty text passes the body on. */
export const templateTexts = (templates: Templates = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(templates).map(([type, text]) => [type, text ?? '']))

/** Reports what is wrong with templates, each with its line and column. `of` says whose they are: `request`, `response 200`. */
export function checkTemplates(
  templates: Readonly<Record<string, string>>,
  of: string,
  place: string,
  problems: Problems,
): void {
  for (const [type, text] of Object.entries(templates)) {
    for (const { line, column, message } of parseTemplate(text).faults ?? []) {
      problems.error(place, `The ${type} mapping template of the ${of}, line ${line}, column ${column}: ${message}`)
    }
  }
}

/** A template that can be rendered. */
export interface Template {
  /** The media type that it stands under, for messages. */
  readonly type: string
  /** What it renders to, whatever the request: then there is nothing to render. */
  readonly text?: string
  /** Whether it looks at the body; else the body need not be read. */
  readonly readsBody: boolean
  /** Throws TemplateError. */
  readonly render: LinkedTemplate
}

/** Every reference to `$input` has it. */
const INPUT = 'input'

/** Text → template, once per route; undefined passes the body on. A template that older versions let pass throws when it is rendered. */
export function linkMappingTemplate(text: string, type: string): Template | undefined {
  if (text === '') return undefined
  const parsed = parseTemplate(text)
  const { template } = parsed
  if (template === undefined) return broken(type, parsed.faults[0])
  const fixed = fixedText(template)
  return {
    type,
    ...(fixed !== undefined && { text: fixed }),
    readsBody: fixed === undefined && text.includes(INPUT),
    render: linkTemplate(template),
  }
}

function broken(type: string, fault: TemplateFault): Template {
  const render = () => {
    throw new TemplateError(fault.message, fault)
  }
  return { type, readsBody: false, render }
}

/** The text that a template of nothing but text is. */
function fixedText({ body: [first, second] }: Tree): string | undefined {
  if (first === undefined) return ''
  return second === undefined && first.is === 'text' ? first.text : undefined
}
