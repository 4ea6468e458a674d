import { defineCommand } from 'citty'
import { EXIT, type ExitCode } from '../cli-error.ts'
import { findApi } from '../find-api.ts'
import { invokeUrlsOf } from '../invoke-url.ts'
import { withProgress } from '../progress.ts'
import { integrationText, routesOf } from '../route-list.ts'
import { connect, globalArgs, type Session } from '../session.ts'
import { printable } from '../terminal.ts'
import { textTable } from '../text-table.ts'

export const routes = defineCommand({
  meta: { name: 'routes', description: "List an API's routes, their backends and where its stages answer" },
  args: { api: { type: 'positional', description: 'Id or name of the API', required: true }, ...globalArgs },
  run: ({ args, data }) => listRoutes(connect(args, data), args.api),
})

async function listRoutes(session: Session, idOrName: string): Promise<ExitCode> {
  const { client, terminal, json } = session
  const { id, name } = await findApi(session, idOrName)
  const [resources, stages, urlOf] = await withProgress(session, `Reading the routes of ${printable(name)}`, () =>
    Promise.all([client.getResources(id), client.getStages(id), invokeUrlsOf(session)]),
  )
  const list = routesOf(resources)
  const urls = stages.map(({ stageName }) => ({ stage: stageName, url: urlOf(id, stageName, '') }))
  if (json) {
    const answer = list.map(({ method, path, definition }) => ({
      method,
      path,
      integration: definition.methodIntegration,
    }))
    terminal.out(JSON.stringify({ api: { id, name }, stages: urls, routes: answer }))
    return EXIT.ok
  }
  terminal.out(`${printable(name)} (${id}), ${list.length} ${list.length === 1 ? 'route' : 'routes'}`)
  const rows = list.map(({ method, path, definition }) => [method, path, integrationText(definition)])
  for (const line of textTable(rows, '  ')) terminal.out(line)
  if (urls.length === 0) terminal.out('It has no stage yet. Deploy it with: npx postern deploy FILE')
  for (const line of textTable(urls.map(({ stage, url }) => [`Stage ${stage}`, url]))) terminal.out(line)
  return EXIT.ok
}
