import { defineCommand } from 'citty'
import { readApiDocument } from '../api-document.ts'
import { changeCount, changeLines, notComparedLines } from '../change-lines.ts'
import { EXIT, type ExitCode } from '../cli-error.ts'
import { findApi } from '../find-api.ts'
import { readLiveDefinition } from '../live-definition.ts'
import { type PlannedImport, planImport } from '../planned-import.ts'
import { withProgress } from '../progress.ts'
import { connect, globalArgs, type Session } from '../session.ts'
import { printable } from '../terminal.ts'

export const diff = defineCommand({
  meta: { name: 'diff', description: 'Say what a deploy of a document would change in an API; change nothing' },
  args: {
    file: { type: 'positional', description: 'OpenAPI 2.0, 3.0 or 3.1 document, JSON or YAML', required: true },
    api: { type: 'positional', description: 'Id or name of the API', required: true },
    ...globalArgs,
  },
  run: ({ args, data }) => compare(connect(args, data), args.file, args.api),
})

async function compare(session: Session, file: string, idOrName: string): Promise<ExitCode> {
  const document = await readApiDocument(file)
  const api = await findApi(session, idOrName)
  const live = await withProgress(session, `Reading ${printable(api.name)}`, () =>
    readLiveDefinition(session.client, api),
  )
  const plan = planImport(file, document.text, live)
  print(session, api, plan)
  return plan.changes.length > 0 ? EXIT.changesPending : EXIT.ok
}

function print({ terminal, json }: Session, { id, name }: { id: string; name: string }, plan: PlannedImport): void {
  const { changes, notCompared } = plan
  if (json) {
    terminal.out(JSON.stringify({ api: { id, name }, changes, notCompared }))
    return
  }
  terminal.out(`${printable(name)} (${id}): ${changeCount(changes)}`)
  for (const line of [...changeLines(changes), ...notComparedLines(notCompared)]) terminal.out(line)
}
