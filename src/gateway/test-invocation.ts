/**
 * A test invocation: one method's phases, run without a stage, a route to find or anything to finish; its execution log is what matters.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-test-method.html
 */
import { TEST_STAGE } from '../definition/stage.ts'
import { SNAPSHOT_FORMAT, type StagePointer } from '../deployment/snapshot.ts'
import type { HeaderMap } from '../lib/header-map.ts'
import { randomBase64 } from '../lib/random.ts'
import { fromUtf8 } from '../lib/utf8.ts'
import { matchRoute, pathParametersOf } from '../routing/route-tree.ts'
import { type Arrival, Exchange, type Reply, type Services } from './exchange.ts'
import { logEnd, logStart } from './execution-log.ts'
import type { LinkedDeployment } from './link.ts'
import { refuse } from './refuse.ts'
import { readReplyBody } from './reply-body.ts'
import { type RequestRecord, startRecord } from './request-record.ts'
import { runTraced } from './run-traced.ts'

/** A call as TestInvokeMethod describes it. */
export interface TestInvocation {
  /** Holds one route. */
  readonly deployment: LinkedDeployment
  readonly method: string
  /** Need not fit the resource: then it has no path parameters. */
  readonly path: string
  readonly rawQuery: string
  readonly headers: HeaderMap
  readonly body: string
  readonly stageVariables: Readonly<Record<string, string>>
  readonly clientCertificateId?: string
}

/** How it ended. */
export interface TestResult {
  readonly status: number
  readonly headers: HeaderMap
  readonly body: string
  /** With what it is about in the first line, and a line's end behind the last. */
  readonly log: string
  /** Milliseconds. */
  readonly latency: number
}

/** Runs the method; a refusal is a result like any other. */
export async function testInvoke(invocation: TestInvocation, services: Services): Promise<TestResult> {
  const x = testExchange(invocation, services)
  logStart(x, invocation.path)
  const { status, headers, body } = await replyOf(x)
  const { record } = x
  return {
    status,
    headers,
    body,
    log: logText(record),
    latency: services.now() - record.time,
  }
}

/** With what it is about in the first line, and a line's end behind the last. */
export const logText = ({ requestId, executionLog }: RequestRecord): string =>
  [`Execution log for request ${requestId}`, ...executionLog, ''].join('\n')

async function replyOf(x: Exchange): Promise<Reply & { readonly body: string }> {
  const { deployment, services, record } = x
  let reply: Reply
  let text: string
  try {
    reply = await runTraced(deployment.route(0).phases, x)
    text = fromUtf8(await readReplyBody(reply))
  } catch (error) {
    reply = refuse(error, { ...x, variables: x.stage.variables })
    // Published results of test invocations have no other header than the type of the error.
    if (Object.keys(deployment.snapshot.gatewayResponses).length === 0) reply.headers.delete('content-type')
    // The gateway's own are texts.
    text = String(reply.body)
  }
  logEnd('TEST', record, reply, services.now)
  return { ...reply, body: text }
}

/** The exchange of such a call, which keeps an execution log. */
export function testExchange(
  { deployment, method, path, body, ...others }: TestInvocation,
  services: Services,
): Exchange {
  const { spec, limits } = deployment.route(0)
  const { apiId, deploymentId, tree } = deployment.snapshot
  const arrival = testArrival(path, others, services.now())
  const stage: StagePointer = {
    format: SNAPSHOT_FORMAT,
    ...{ apiId, deploymentId, stageName: TEST_STAGE, hash: '', version: 0 },
    variables: others.stageVariables,
    ...(others.clientCertificateId !== undefined && { clientCertificateId: others.clientCertificateId }),
  }
  const record: RequestRecord = {
    ...startRecord(arrival, method, { kind: 'invoke', apiId, stageName: TEST_STAGE, path }),
    resourcePath: spec.resourcePath,
  }
  const match = matchRoute(tree, method, path)
  const x = new Exchange({
    // Its body stands beside it: a Request would take none with GET.
    request: new Request('https://test-invoke.invalid/', { method }),
    ...{ arrival, stage, deployment, limits, services, record },
    route: spec,
    pathParameters: match === undefined ? {} : pathParametersOf(spec.resourcePath, match),
    logging: 'INFO',
  })
  if (body !== '') x.decodedBody = { body: new TextEncoder().encode(body) }
  return x
}

/** With AWS's placeholders for what only a real call has. */
export function testArrival(
  path: string,
  { headers, rawQuery }: Pick<TestInvocation, 'headers' | 'rawQuery'>,
  time: number,
): Arrival {
  return {
    time,
    ...{ headers, rawQuery, path },
    requestId: crypto.randomUUID(),
    extendedRequestId: `${randomBase64(15)}=`,
    domainName: 'testPrefix.testDomainName',
    sourceIp: 'test-invoke-source-ip',
    protocol: 'HTTP/1.1',
    requestPath: path,
  }
}
