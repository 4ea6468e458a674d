/** One request of the data plane: stage → route → phases → finish. */
import { isCanaryRequest } from '../deployment/canary.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Address, RequestTarget } from '../routing/host-mapping.ts'
import { matchRoute, pathParametersOf, type RouteMatch } from '../routing/route-tree.ts'
import { arrive } from './arrive.ts'
import type { LiveStage } from './config-cache.ts'
import { type Arrival, Exchange, type Reply, type Services } from './exchange.ts'
import { logEnd, loggingOf, logStart, NO_LOGGING } from './execution-log.ts'
import { finish } from './finish.ts'
import type { LinkedRoute } from './link.ts'
import { run } from './pipeline.ts'
import { refuse } from './refuse.ts'
import { refuseDisguised } from './refuse-disguised.ts'
import { type RequestRecord, startRecord } from './request-record.ts'
import { refuseOversized } from './request-size.ts'
import { runTraced } from './run-traced.ts'

// Refusals that a stranger can cause at will are constants: they cost no stack.
const FORBIDDEN = new GatewayError('FORBIDDEN', { reason: 'No such API, stage or host' })
const ENDPOINT_DISABLED = new GatewayError('FORBIDDEN', { reason: 'The API disables its execute-api endpoint' })
const NO_ROUTE = new GatewayError('MISSING_AUTHENTICATION_TOKEN', { reason: 'No resource and method match' })

/** Answers any request to any host but the management host. Never throws. */
export async function handleInvoke(
  request: Request,
  target: RequestTarget,
  address: Exclude<Address, { kind: 'management' }>,
  services: Services,
): Promise<Response> {
  const arrival = arrive(request, target, address, services)
  const record = startRecord(arrival, request.method, address)
  let stage: LiveStage | undefined
  let route: LinkedRoute | undefined
  let x: Exchange | undefined
  let logging = NO_LOGGING
  let reply: Reply
  try {
    const found = stageOf(address, services)
    stage = answering(found instanceof Promise ? await found : found, services, record)
    const match = matchOf(request, arrival, stage)
    route = stage.deployment.route(match.route)
    logging = loggingOf(stage.pointer, route.spec)
    x = exchangeOf(request, arrival, stage, route, match, services, record, logging.level)
    logStart(x, route.spec.resourcePath)
    reply = logging.dataTrace ? await runTraced(route.phases, x) : await run(route.phases, x)
  } catch (error) {
    const { pointer: { variables } = {}, deployment } = stage ?? {}
    const { pathParameters, authorizer } = x ?? {}
    reply = refuse(error, {
      request,
      arrival,
      record,
      services,
      deployment,
      route: route?.spec,
      variables,
      pathParameters,
      authorizer,
    })
  }
  logEnd(logging.level, record, reply, services.now)
  const { deployment } = stage ?? {}
  const { authorizer } = x ?? {}
  return finish(reply, { request, arrival, record, services, stage, deployment, route: route?.spec, authorizer })
}

function stageOf(address: Address, services: Services): LiveStage | Promise<LiveStage> {
  if (address.kind !== 'invoke') throw FORBIDDEN
  const found = services.config.resolve(address.apiId, address.stageName)
  return found instanceof Promise ? found.then(known) : known(found)
}

/** The stage itself, or its canary for a share of the requests. */
function answering(stage: LiveStage, { random }: Services, record: RequestRecord): LiveStage {
  const { canary } = stage
  if (canary === undefined) return stage
  record.isCanaryRequest = isCanaryRequest(canary.percentTraffic, random())
  return record.isCanaryRequest ? canary.stage : stage
}

function known(stage: LiveStage | undefined): LiveStage {
  if (stage === undefined) throw FORBIDDEN
  return stage
}

/** The resource and method that answer. */
function matchOf(request: Request, arrival: Arrival, { deployment: { snapshot } }: LiveStage): RouteMatch {
  if (snapshot.disableExecuteApiEndpoint) throw ENDPOINT_DISABLED
  const match = matchRoute(snapshot.tree, request.method, arrival.path)
  if (match === undefined) throw NO_ROUTE
  refuseDisguised(snapshot, request.method, arrival.path, match)
  return match
}

function exchangeOf(
  request: Request,
  arrival: Arrival,
  { pointer, deployment }: LiveStage,
  { spec, limits }: LinkedRoute,
  match: RouteMatch,
  services: Services,
  record: RequestRecord,
  logging: Exchange['logging'],
): Exchange {
  record.deploymentId = pointer.deploymentId
  record.resourcePath = spec.resourcePath
  refuseOversized(request, arrival.headers, limits)
  const pathParameters = pathParametersOf(spec.resourcePath, match)
  return new Exchange({
    request,
    arrival,
    stage: pointer,
    deployment,
    route: spec,
    limits,
    pathParameters,
    services,
    record,
    logging,
  })
}
