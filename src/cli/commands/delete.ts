import { defineCommand } from 'citty'
import { CliError, EXIT, type ExitCode } from '../cli-error.ts'
import { findApi } from '../find-api.ts'
import { withProgress } from '../progress.ts'
import { connect, globalArgs, type Session } from '../session.ts'
import { printable } from '../terminal.ts'

export const deleteApi = defineCommand({
  meta: { name: 'delete', description: 'Delete an API with all its stages and deployments' },
  args: {
    api: { type: 'positional', description: 'Id or name of the API', required: true },
    yes: { type: 'boolean', description: 'Do not ask' },
    ...globalArgs,
  },
  run: ({ args, data }) => deleteRestApi(connect(args, data), args.api, args.yes === true),
})

async function deleteRestApi(session: Session, idOrName: string, yes: boolean): Promise<ExitCode> {
  const { client, terminal, json } = session
  if (!yes && (json || !terminal.interactive)) {
    throw new CliError(
      EXIT.usage,
      'Deleting cannot be undone, and there is nobody to ask here.',
      `npx postern delete ${printable(idOrName)} --yes`,
    )
  }
  const { id, name } = await findApi(session, idOrName)
  const title = `${printable(name)} (${id})`
  if (!yes && !(await terminal.confirm(`Delete ${title} with all its stages and deployments?`))) {
    terminal.err('Nothing was deleted.')
    return EXIT.failed
  }
  await withProgress(session, `Deleting ${title}`, () => client.deleteRestApi(id))
  terminal.out(json ? JSON.stringify({ deleted: { id, name } }) : `Deleted ${title}.`)
  return EXIT.ok
}
