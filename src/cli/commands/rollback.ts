import { defineCommand } from 'citty'
import type { RestApi } from '../../definition/rest-api.ts'
import type { Deployment, Stage } from '../../definition/stage.ts'
import { CliError, EXIT, type ExitCode } from '../cli-error.ts'
import { dateText } from '../date-text.ts'
import { findApi } from '../find-api.ts'
import { withProgress } from '../progress.ts'
import { connect, globalArgs, type Session } from '../session.ts'
import { printable } from '../terminal.ts'

export const rollback = defineCommand({
  meta: { name: 'rollback', description: 'Let a stage serve an earlier deployment again' },
  args: {
    api: { type: 'positional', description: 'Id or name of the API', required: true },
    stage: { type: 'positional', description: 'The stage', required: true },
    deployment: {
      type: 'positional',
      description: 'Id of the deployment; else the one before that which the stage serves',
      required: false,
    },
    ...globalArgs,
  },
  run: ({ args, data }) => rollBack(connect(args, data), args),
})

interface Wanted {
  readonly api: string
  readonly stage: string
  readonly deployment?: string
}

async function rollBack(session: Session, wanted: Wanted): Promise<ExitCode> {
  const { client, terminal, json } = session
  const api = await findApi(session, wanted.api)
  const [deployments, stages] = await withProgress(session, `Reading the deployments of ${printable(api.name)}`, () =>
    Promise.all([client.getDeployments(api.id), client.getStages(api.id)]),
  )
  const stage = stageNamed(api, stages, wanted.stage)
  const target = targetOf(api, stage, deployments, wanted.deployment)
  const patch = [{ op: 'replace' as const, path: '/deploymentId', value: target.id }]
  await withProgress(session, `Moving stage ${printable(stage.stageName)}`, () =>
    client.updateStage(api.id, stage.stageName, patch),
  )
  const { id, name } = api
  const moved = { api: { id, name }, stage: stage.stageName, from: stage.deploymentId, to: target.id }
  if (json) terminal.out(JSON.stringify(moved))
  else {
    const title = `${printable(name)} (${id})`
    terminal.out(
      `Stage ${stage.stageName} of ${title} serves deployment ${target.id} of ${dateText(target.createdDate)}.`,
    )
    terminal.out(`Undo it with: npx postern rollback ${id} ${stage.stageName} ${stage.deploymentId}`)
  }
  return EXIT.ok
}

function stageNamed(api: RestApi, stages: readonly Stage[], name: string): Stage {
  const stage = stages.find(({ stageName }) => stageName === name)
  if (stage !== undefined) return stage
  throw new CliError(
    EXIT.failed,
    `${api.name} (${api.id}) has no stage "${name}".`,
    `List its stages with: npx postern stages ${api.id}`,
  )
}

/** The deployment that is meant. `deployments` are oldest first. Throws CliError when there is none, or nothing to do. */
function targetOf(api: RestApi, stage: Stage, deployments: readonly Deployment[], id: string | undefined): Deployment {
  const history = `See its deployments with: npx postern history ${api.id}`
  if (id === undefined) {
    const before = deployments[deployments.findIndex((each) => each.id === stage.deploymentId) - 1]
    if (before !== undefined) return before
    throw new CliError(EXIT.failed, `Stage ${stage.stageName} serves the oldest deployment there is.`, history)
  }
  const named = deployments.find((each) => each.id === id)
  if (named === undefined)
    throw new CliError(EXIT.failed, `${api.name} (${api.id}) has no deployment "${id}".`, history)
  if (named.id !== stage.deploymentId) return named
  throw new CliError(EXIT.failed, `Stage ${stage.stageName} serves deployment ${id} already.`, history)
}
