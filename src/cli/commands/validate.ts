import { defineCommand } from 'citty'
import { ControlError } from '../../errors/control-error.ts'
import { pointerKeys } from '../../openapi/ref.ts'
import { type Finding, validateOpenApi } from '../../openapi/validate.ts'
import { readText } from '../api-document.ts'
import { CliError, EXIT, type ExitCode } from '../cli-error.ts'
import { DocumentPositions, type Position } from '../document-positions.ts'
import { routesOf } from '../route-list.ts'
import { printable, type Terminal } from '../terminal.ts'

export const validate = defineCommand({
  meta: { name: 'validate', description: 'Check a document on this machine alone, with the line of every problem' },
  args: {
    file: { type: 'positional', description: 'OpenAPI 2.0, 3.0 or 3.1 document, JSON or YAML', required: true },
    target: { type: 'string', valueHint: 'aws', description: 'aws: say as well what AWS would refuse or ignore' },
    json: { type: 'boolean', description: 'Print JSON on stdout, and nothing else' },
  },
  async run({ args, data }): Promise<ExitCode> {
    const terminal: Terminal = data
    const { target } = args
    if (target !== undefined && target !== 'aws')
      throw new CliError(EXIT.usage, `"${target}" is no target, only: aws.`, 'npx postern validate FILE --target aws')
    const report = check(args.file, await readText(args.file), target)
    for (const line of args.json ? [JSON.stringify(report)] : asText(report, target)) terminal.out(line)
    return report.valid ? EXIT.ok : EXIT.badInput
  },
})

/** What is wrong, where, and whose rule it is. */
type PlacedFinding = Finding & Position

interface ValidationReport {
  readonly file: string
  /** Whether there are no errors. */
  readonly valid: boolean
  /** Routes of the API, when it can be imported. */
  readonly routes?: number
  readonly problems: readonly PlacedFinding[]
}

function check(file: string, text: string, target: 'aws' | undefined): ValidationReport {
  const positions = new DocumentPositions(text)
  try {
    const { findings, definition } = validateOpenApi(text, target)
    const problems = findings.map((finding) => ({ ...positions.of(finding.place), ...finding })).sort(byPosition)
    const routes = definition && routesOf(definition.resources).length
    return { file, valid: !problems.some(isError), ...(routes !== undefined && { routes }), problems }
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    return { file, valid: false, problems: [unreadable(error, positions)] }
  }
}

/** No OpenAPI document at all: the parser knows the place. */
function unreadable({ cause, message }: ControlError, positions: DocumentPositions): PlacedFinding {
  // A RangeError is nesting beyond all sense: reading it again for its place would end the same way.
  const fault = cause instanceof RangeError ? undefined : positions.fault
  const start = { line: 1, column: 1, message: cause instanceof Error ? cause.message : message }
  return { ...(fault ?? start), severity: 'error', place: '', by: 'postern' }
}

const isError = ({ severity }: Finding) => severity === 'error'

const byPosition = (a: PlacedFinding, b: PlacedFinding) => a.line - b.line || a.column - b.column

/** `FILE:LINE:COLUMN: error: …`, which editors and terminals make a link of. */
function asText({ file, valid, routes, problems }: ValidationReport, target: 'aws' | undefined): string[] {
  const errors = problems.filter(isError).length
  const counts = [count(errors, 'error'), count(problems.length - errors, 'warning')]
  const name = printable(file)
  const extent = valid ? `valid${target ? ' for AWS too' : ''}, ${count(routes ?? 0, 'route')}` : 'not valid'
  return [...problems.flatMap((problem) => problemLines(name, problem)), `${name} is ${extent}: ${counts.join(', ')}`]
}

function problemLines(name: string, { line, column, severity, by, place, message }: PlacedFinding): string[] {
  const kind = by === 'aws' ? `${severity} on AWS` : severity
  const member = pointerKeys(`#${place}`)?.at(-1)
  const text = member === undefined ? message : `${member}: ${message}`
  return [
    `${name}:${line}:${column}: ${kind}: ${printable(text)}`,
    ...(place === '' ? [] : [`    ${printable(place)}`]),
  ]
}

const count = (amount: number, what: string) => `${amount} ${what}${amount === 1 ? '' : 's'}`
