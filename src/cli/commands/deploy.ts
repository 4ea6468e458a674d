import { defineCommand } from 'citty'
import { utf8 } from '../../aws/sigv4-encoding.ts'
import { ClientError } from '../../client/client-error.ts'
import type { RestApi } from '../../definition/rest-api.ts'
import { diffDefinitions } from '../../deployment/diff.ts'
import { type ApiDocument, readApiDocument } from '../api-document.ts'
import type { ReportedChange } from '../change-lines.ts'
import { CliError, EXIT, type ExitCode } from '../cli-error.ts'
import { printDeployReport } from '../deploy-report.ts'
import { deployTarget } from '../deploy-target.ts'
import { invokeUrlsOf } from '../invoke-url.ts'
import { type LiveDefinition, readLiveDefinition } from '../live-definition.ts'
import { emptyApi, planImport } from '../planned-import.ts'
import { withProgress } from '../progress.ts'
import { responseWarnings } from '../response-warnings.ts'
import { routesOf } from '../route-list.ts'
import { connect, globalArgs, type Session } from '../session.ts'

export const deploy = defineCommand({
  meta: { name: 'deploy', description: 'Import an OpenAPI document, or update its API, and publish it to a stage' },
  args: {
    file: { type: 'positional', description: 'OpenAPI 2.0, 3.0 or 3.1 document, JSON or YAML', required: true },
    name: {
      type: 'string',
      description: "The API's name; else the document's info.title. An API of that name is updated",
    },
    stage: { type: 'string', default: 'prod', description: 'The stage to publish to' },
    api: { type: 'string', valueHint: 'id', description: 'Update this API, whatever its name' },
    'dry-run': { type: 'boolean', description: 'Only say what would change; exit code 2 when something would' },
    ...globalArgs,
  },
  async run({ args, data }): Promise<ExitCode> {
    const session = connect(args, data)
    const document = await readApiDocument(args.file, args.name)
    const request = { file: args.file, document, stage: args.stage, apiId: args.api }
    return args['dry-run'] ? dryRun(session, request) : deployDocument(session, request)
  },
})

interface DeployRequest {
  readonly file: string
  readonly document: ApiDocument
  readonly stage: string
  readonly apiId?: string
}

async function deployDocument(session: Session, request: DeployRequest): Promise<ExitCode> {
  const { document, stage, file } = request
  const { live: before } = await findTarget(session, request)
  const api = await withProgress(session, `Importing ${file}`, () => importDocument(session, document, before))
  const after = await withProgress(session, 'Reading back what it has', () => readLiveDefinition(session.client, api))
  const deployment = await withProgress(session, `Publishing to stage ${stage}`, () => publish(session, api, stage))
  const { resources } = after.definition
  const report = {
    dryRun: false,
    api: { id: api.id, name: api.name },
    created: before === undefined,
    stage,
    deploymentId: deployment.id,
    routes: routesOf(resources),
    changes: diffDefinitions(before?.definition ?? emptyApi(after.definition), after.definition, after.unseen),
    notCompared: [],
    warnings: [...document.warnings, ...(api.warnings ?? []), ...responseWarnings(resources), ...session.warnings],
  }
  printDeployReport(session, report, await invokeUrlsOf(session))
  return EXIT.ok
}

async function dryRun(session: Session, request: DeployRequest): Promise<ExitCode> {
  const { document, stage, file } = request
  // What would be refused in any case needs no gateway.
  planImport(file, document.text, undefined)
  const { live } = await findTarget(session, request)
  const { definition, changes, notCompared, warnings } = planImport(file, document.text, live)
  const api = live?.definition.api
  const report = {
    dryRun: true,
    api: { id: api?.id, name: document.name },
    created: api === undefined,
    stage,
    routes: routesOf(definition.resources),
    changes: [...changes, ...(await newStage(session, api?.id, stage))],
    notCompared,
    warnings: [...document.warnings, ...warnings, ...responseWarnings(definition.resources)],
  }
  printDeployReport(session, report, await invokeUrlsOf(session))
  return report.changes.length > 0 ? EXIT.changesPending : EXIT.ok
}

async function newStage({ client }: Session, apiId: string | undefined, stage: string): Promise<ReportedChange[]> {
  const stages = apiId === undefined ? [] : await client.getStages(apiId)
  const isThere = stages.some(({ stageName }) => stageName === stage)
  return isThere ? [] : [{ change: 'added', kind: 'stage', name: stage, members: [] }]
}

const findTarget = (session: Session, { document, apiId }: DeployRequest) =>
  withProgress(session, 'Asking the gateway for its APIs', () => deployTarget(session, document.name, apiId))

async function importDocument(
  { client }: Session,
  document: ApiDocument,
  live: LiveDefinition | undefined,
): Promise<RestApi> {
  const body = utf8(document.text)
  try {
    return await (live === undefined ? client.importRestApi(body) : client.putRestApi(live.definition.api.id, body))
  } catch (error) {
    if (!(error instanceof ClientError) || error.type !== 'BadRequestException') throw error
    throw new CliError(EXIT.badInput, `The gateway refused the document, and nothing was changed: ${error.message}`)
  }
}

/** CreateDeployment makes the stage when it is not there, and moves it when it is. */
async function publish({ client }: Session, api: RestApi, stageName: string) {
  try {
    return await client.createDeployment(api.id, { stageName })
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    const refused = error.type === 'BadRequestException'
    throw new CliError(
      refused ? EXIT.badInput : EXIT.failed,
      `${api.name} (${api.id}) was imported, but not published: ${error.message}\nStage ${stageName} serves what it served before.`,
      `${refused ? 'Mend the document, then type' : 'Type'} the same command again`,
    )
  }
}
