import { parseArgs } from 'node:util'
import { defineCommand } from 'citty'
import { type Explained, explainTemplate, type Part } from '../../mapping/velocity/explain-template.ts'
import { parseTemplate } from '../../mapping/velocity/parse-template.ts'
import { TemplateError, type TemplateFault } from '../../mapping/velocity/template-error.ts'
import { readText } from '../api-document.ts'
import { CliError, EXIT, type ExitCode } from '../cli-error.ts'
import { type Pairs, type TemplateCall, templateScope } from '../template-scope.ts'
import { printable, type Terminal } from '../terminal.ts'
import { textTable } from '../text-table.ts'

const pair = (what: string, valueHint = 'name=value') => ({
  type: 'string' as const,
  valueHint,
  description: `${what}; may stand several times`,
})

export const template = defineCommand({
  meta: {
    name: 'template',
    description: 'Render a mapping template on this machine alone, and say where each part came from',
  },
  args: {
    action: { type: 'positional', description: 'render', required: true },
    file: { type: 'positional', description: 'The mapping template', required: true },
    body: { type: 'string', valueHint: 'text|@file', description: 'The body that it maps' },
    context: pair('A variable of $context: identity.sourceIp=192.0.2.1'),
    header: pair('A header of the request'),
    query: pair('A parameter of the query string'),
    path: pair('A path parameter'),
    'stage-variable': pair('A stage variable'),
    explain: {
      type: 'boolean',
      description: 'Say as well which part of the template each part of the output came from',
    },
    json: { type: 'boolean', description: 'Print JSON on stdout, and nothing else' },
  },
  async run({ args, rawArgs, data }): Promise<ExitCode> {
    const terminal: Terminal = data
    const { action, file, body = '', explain, json } = args
    if (action !== 'render')
      throw new CliError(EXIT.usage, `template cannot "${action}", only: render.`, 'npx postern template render FILE')
    const call = { body: body.startsWith('@') ? await readText(body.slice(1)) : body, ...valuesOf(rawArgs) }
    const explained = render(file, await readText(file), call)
    if (json) terminal.out(JSON.stringify(asJson(explained, explain === true)))
    else for (const line of asText(explained, explain === true)) terminal.out(line)
    return EXIT.ok
  },
})

/** Flags that may stand several times. */
function valuesOf(rawArgs: readonly string[]): Omit<TemplateCall, 'body'> {
  const many = { type: 'string', multiple: true } as const
  const { values } = parseArgs({
    args: [...rawArgs],
    options: { context: many, header: many, query: many, path: many, 'stage-variable': many },
    strict: false,
    allowPositionals: true,
  })
  const pairs = (flag: 'context' | 'header' | 'query' | 'path' | 'stage-variable'): Pairs =>
    [values[flag] ?? []].flat().map((text) => pairOf(flag, String(text)))
  return {
    ...{ context: pairs('context'), header: pairs('header'), query: pairs('query'), path: pairs('path') },
    stageVariables: pairs('stage-variable'),
  }
}

/** `name=value`; a header also as it stands on the wire, `Name: value`. */
function pairOf(flag: string, text: string): readonly [string, string] {
  const [, name, value] = (flag === 'header' ? /^([^:=]+)[:=]\s*(.*)$/s : /^([^=]+)=(.*)$/s).exec(text) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw new CliError(EXIT.usage, `--${flag} takes a name and a value, not "${text}".`, `--${flag} name=value`)
}

function render(file: string, text: string, call: TemplateCall): Explained {
  const { template, faults } = parseTemplate(text)
  if (template === undefined) throw broken(file, faults)
  try {
    return explainTemplate(template, templateScope(call))
  } catch (error) {
    if (error instanceof TemplateError) throw broken(file, [error])
    throw error
  }
}

/** `FILE:LINE:COLUMN: …`, which editors and terminals make a link of. */
function broken(file: string, faults: readonly TemplateFault[]): CliError {
  const lines = faults.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`)
  return new CliError(EXIT.badInput, lines.join('\n'))
}

const asJson = ({ output, parts }: Explained, explain: boolean) =>
  explain ? { output, parts: parts.map((part) => ({ ...part, text: output.slice(part.start, part.end) })) } : { output }

function asText({ output, parts }: Explained, explain: boolean): string[] {
  // Tabs lay a text out; the last line's end is printed anyway.
  const lines = output
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t').map(printable).join('\t'))
  return explain ? [...lines, '', ...textTable(parts.map((part) => row(part, output)))] : lines
}

/** `2:9  $input.path('$.id')  "7"`: line and column in the template, what stands there, what it printed. */
const row = ({ line, column, source, start, end }: Part, output: string) => [
  `${line}:${column}`,
  short(source ?? 'text'),
  short(JSON.stringify(output.slice(start, end))),
]

const SHOWN = 60
const short = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)
