import { defineCommand } from 'citty'
import { EXIT, type ExitCode } from '../cli-error.ts'
import { dateText } from '../date-text.ts'
import { withProgress } from '../progress.ts'
import { connect, globalArgs, type Session } from '../session.ts'
import { textTable } from '../text-table.ts'

export const apis = defineCommand({
  meta: { name: 'apis', description: 'List the APIs of the gateway' },
  args: { ...globalArgs },
  run: ({ args, data }) => listApis(connect(args, data)),
})

async function listApis(session: Session): Promise<ExitCode> {
  const { client, terminal, json } = session
  const found = await withProgress(session, 'Asking the gateway for its APIs', () => client.getRestApis())
  if (json) terminal.out(JSON.stringify(found))
  else if (found.length === 0) terminal.out('No APIs yet. Deploy one with: npx postern deploy FILE')
  else {
    const rows = found.map((api) => [api.id, api.name, dateText(api.createdDate)])
    for (const line of textTable([['ID', 'NAME', 'CREATED'], ...rows])) terminal.out(line)
  }
  return EXIT.ok
}
