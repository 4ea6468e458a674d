import { defineCommand } from 'citty'
import { EXIT, type ExitCode } from '../../cli-error.ts'
import { withProgress } from '../../progress.ts'
import { connect, globalArgs, type Session } from '../../session.ts'
import { textTable } from '../../text-table.ts'

export const listFunctions = defineCommand({
  meta: { name: 'functions list', description: 'List the functions of the gateway' },
  args: globalArgs,
  run: ({ args, data }) => list(connect(args, data)),
})

async function list(session: Session): Promise<ExitCode> {
  const { functions, terminal, json } = session
  const found = await withProgress(session, 'Asking the gateway for its functions', () => functions.listFunctions())
  if (json) terminal.out(JSON.stringify({ functions: found }))
  else if (found.length === 0)
    terminal.out('There is no function yet. Put one up with: npx postern functions deploy index.js --name hello')
  else {
    const rows = found.map(({ FunctionName, Runtime = '', Handler = '', CodeSize = 0, LastModified = '' }) => [
      ...[FunctionName, Runtime, Handler],
      ...[`${(CodeSize / 1024).toFixed(1)} KB`, LastModified.replace(/\..*$/, 'Z')],
    ])
    for (const line of textTable([['NAME', 'RUNTIME', 'HANDLER', 'CODE', 'UPDATED'], ...rows])) terminal.out(line)
  }
  return EXIT.ok
}
