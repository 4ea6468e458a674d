import { defineCommand } from 'citty'
import { CliError, EXIT, type ExitCode } from '../../cli-error.ts'
import { withProgress } from '../../progress.ts'
import { connect, globalArgs, type Session } from '../../session.ts'
import { printable } from '../../terminal.ts'

export const deleteFunction = defineCommand({
  meta: { name: 'functions delete', description: 'Delete a function with all its versions and aliases' },
  args: {
    name: { type: 'positional', description: 'Name of the function', required: true },
    yes: { type: 'boolean', description: 'Do not ask' },
    ...globalArgs,
  },
  run: ({ args, data }) => remove(connect(args, data), args.name, args.yes === true),
})

async function remove(session: Session, name: string, yes: boolean): Promise<ExitCode> {
  const { functions, terminal, json } = session
  const shown = printable(name)
  if (!yes && (json || !terminal.interactive)) {
    throw new CliError(
      EXIT.usage,
      'Deleting cannot be undone, and there is nobody to ask here.',
      `npx postern functions delete ${shown} --yes`,
    )
  }
  if (!yes && !(await terminal.confirm(`Delete the function ${shown} with all its versions and aliases?`))) {
    terminal.err('Nothing was deleted.')
    return EXIT.failed
  }
  await withProgress(session, `Deleting ${shown}`, () => functions.deleteFunction(name))
  terminal.out(json ? JSON.stringify({ deleted: { name } }) : `Deleted ${shown}.`)
  return EXIT.ok
}
