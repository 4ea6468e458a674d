import { writeFile } from 'node:fs/promises'
import { defineCommand } from 'citty'
import type { ExportOptions } from '../../client/client.ts'
import { ClientError } from '../../client/client-error.ts'
import type { RestApi } from '../../definition/rest-api.ts'
import { CliError, EXIT, type ExitCode } from '../cli-error.ts'
import { findApi } from '../find-api.ts'
import { withProgress } from '../progress.ts'
import { connect, globalArgs, type Session } from '../session.ts'
import { printable } from '../terminal.ts'

export const exportApi = defineCommand({
  meta: { name: 'export', description: 'Print what a stage serves as an OpenAPI document' },
  args: {
    api: { type: 'positional', description: 'Id or name of the API', required: true },
    stage: { type: 'string', default: 'prod', description: 'The stage' },
    type: { type: 'string', default: 'oas30', description: 'oas30 (OpenAPI 3.0) or swagger (2.0)' },
    extensions: {
      type: 'string',
      default: 'apigateway',
      description: 'apigateway (all of them), integrations, authorizers, both with a comma, or none',
    },
    out: { type: 'string', valueHint: 'file', description: 'Write to this file; .json makes it JSON, else it is YAML' },
    ...globalArgs,
  },
  run: ({ args, data }) => exportStage(connect(args, data), args),
})

interface Wanted {
  readonly api: string
  readonly stage: string
  readonly type: string
  readonly extensions: string
  readonly out?: string
}

async function exportStage(session: Session, { api: idOrName, stage, out, ...wanted }: Wanted): Promise<ExitCode> {
  const options = { ...optionsOf(wanted), format: isJson(session, out) ? ('json' as const) : ('yaml' as const) }
  const api = await findApi(session, idOrName)
  const document = await withProgress(session, `Exporting ${printable(api.name)}`, () =>
    readExport(session, api, stage, options),
  )
  if (out === undefined) session.terminal.out(document.trimEnd())
  else {
    await writeDocument(out, document)
    const { id, name } = api
    session.terminal.out(
      session.json
        ? JSON.stringify({ api: { id, name }, stage, file: out })
        : `Wrote what stage ${printable(stage)} of ${printable(name)} (${id}) serves to ${printable(out)}.`,
    )
  }
  return EXIT.ok
}

const isJson = ({ json }: Session, out: string | undefined) => (out === undefined ? json : out.endsWith('.json'))

function optionsOf({
  type,
  extensions,
}: Pick<Wanted, 'type' | 'extensions'>): Pick<ExportOptions, 'type' | 'extensions'> {
  if (type === 'oas30' || type === 'swagger')
    return { type, extensions: extensions === 'none' ? undefined : extensions }
  throw new CliError(EXIT.usage, `"${type}" is no type of an export.`, '--type oas30, or --type swagger')
}

async function readExport({ client }: Session, api: RestApi, stage: string, options: ExportOptions): Promise<string> {
  try {
    return await client.getExport(api.id, stage, options)
  } catch (error) {
    if (!(error instanceof ClientError) || error.type !== 'NotFoundException') throw error
    throw new CliError(
      EXIT.failed,
      `${api.name} (${api.id}) has no stage "${stage}".`,
      `List its stages with: npx postern stages ${api.id}`,
    )
  }
}

async function writeDocument(file: string, document: string): Promise<void> {
  await writeFile(file, document).catch((error: Error) => {
    throw new CliError(EXIT.failed, `${file} cannot be written: ${error.message}`)
  })
}
