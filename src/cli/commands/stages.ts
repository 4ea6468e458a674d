import { defineCommand } from 'citty'
import type { Stage } from '../../definition/stage.ts'
import { EXIT, type ExitCode } from '../cli-error.ts'
import { dateText } from '../date-text.ts'
import { findApi } from '../find-api.ts'
import { invokeUrlsOf } from '../invoke-url.ts'
import { withProgress } from '../progress.ts'
import { connect, globalArgs, type Session } from '../session.ts'
import { printable } from '../terminal.ts'
import { textTable } from '../text-table.ts'

export const stages = defineCommand({
  meta: { name: 'stages', description: "List an API's stages, what each serves and where it answers" },
  args: { api: { type: 'positional', description: 'Id or name of the API', required: true }, ...globalArgs },
  run: ({ args, data }) => listStages(connect(args, data), args.api),
})

async function listStages(session: Session, idOrName: string): Promise<ExitCode> {
  const { client, terminal, json } = session
  const { id, name } = await findApi(session, idOrName)
  const [found, urlOf] = await withProgress(session, `Reading the stages of ${printable(name)}`, () =>
    Promise.all([client.getStages(id), invokeUrlsOf(session)]),
  )
  const shown = found.map((stage) => ({ stage, url: urlOf(id, stage.stageName, '') }))
  if (json)
    terminal.out(JSON.stringify({ api: { id, name }, stages: shown.map(({ stage, url }) => ({ ...stage, url })) }))
  else if (shown.length === 0) terminal.out('It has no stage yet. Deploy it with: npx postern deploy FILE')
  else {
    const rows = shown.map(({ stage, url }) => [stage.stageName, servedBy(stage), dateText(stage.lastUpdatedDate), url])
    for (const line of textTable([['STAGE', 'DEPLOYMENT', 'UPDATED', 'URL'], ...rows])) terminal.out(line)
  }
  return EXIT.ok
}

/** `abc123`, or `abc123, 10 % def456` with a canary. */
export function servedBy({ deploymentId, canarySettings }: Stage): string {
  if (canarySettings?.deploymentId === undefined) return deploymentId
  return `${deploymentId}, ${canarySettings.percentTraffic ?? 0} % ${canarySettings.deploymentId}`
}
