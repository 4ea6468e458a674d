import { defineCommand } from 'citty'
import type { Deployment, Stage } from '../../definition/stage.ts'
import { EXIT, type ExitCode } from '../cli-error.ts'
import { dateText } from '../date-text.ts'
import { findApi } from '../find-api.ts'
import { withProgress } from '../progress.ts'
import { connect, globalArgs, type Session } from '../session.ts'
import { printable } from '../terminal.ts'
import { textTable } from '../text-table.ts'

export const history = defineCommand({
  meta: { name: 'history', description: "List an API's deployments, newest first, and which stages serve them" },
  args: { api: { type: 'positional', description: 'Id or name of the API', required: true }, ...globalArgs },
  run: ({ args, data }) => listHistory(connect(args, data), args.api),
})

async function listHistory(session: Session, idOrName: string): Promise<ExitCode> {
  const { client, terminal, json } = session
  const { id, name } = await findApi(session, idOrName)
  const [oldestFirst, stages] = await withProgress(session, `Reading the deployments of ${printable(name)}`, () =>
    Promise.all([client.getDeployments(id), client.getStages(id)]),
  )
  const shown = oldestFirst
    .toReversed()
    .map((deployment) => ({ deployment, stages: servingStages(deployment, stages) }))
  if (json) {
    const deployments = shown.map(({ deployment, stages }) => ({ ...deployment, stages }))
    terminal.out(JSON.stringify({ api: { id, name }, deployments }))
  } else if (shown.length === 0) terminal.out('It has no deployment yet. Deploy it with: npx postern deploy FILE')
  else {
    const rows = shown.map(({ deployment, stages }) => [
      deployment.id,
      dateText(deployment.createdDate),
      stages.join(', '),
      deployment.description ?? '',
    ])
    for (const line of textTable([['DEPLOYMENT', 'CREATED', 'STAGES', 'DESCRIPTION'], ...rows])) terminal.out(line)
  }
  return EXIT.ok
}

/** Names of the stages that serve a deployment; a canary's with its share. */
function servingStages({ id }: Deployment, stages: readonly Stage[]): string[] {
  return stages.flatMap(({ stageName, deploymentId, canarySettings }) => [
    ...(deploymentId === id ? [stageName] : []),
    ...(canarySettings?.deploymentId === id ? [`${stageName} (${canarySettings.percentTraffic ?? 0} % canary)`] : []),
  ])
}
