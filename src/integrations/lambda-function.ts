/**
 * Calling the function that an integration names, with the record and the lines of the execution log that belong to it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
 * Differs from AWS: what ran is told by its name alone, whatever account and region the ARN says; the log shows the call as it would be
 * to AWS Lambda, also where uploaded code or a bound Worker runs.
 */
import { parseFunctionUri } from '../aws/integration-uri.ts'
import type { Integration } from '../definition/rest-api.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { type FunctionAnswer, type FunctionCall, FunctionError } from '../functions/functions.ts'
import type { Exchange } from '../gateway/exchange.ts'
import { HeaderMap } from '../lib/header-map.ts'
import { substituteStageVariables } from '../mapping/stage-variables.ts'
import { credentialsProblem, roleOf } from './aws-credentials.ts'

/** What both integrations with functions share, JSON-safe. */
export interface FunctionSpec {
  /** ARN of the function; stage variables still in it. */
  readonly functionArn: string
  readonly streaming?: true
  /** ARN of the role that calls; stage variables still in it. Absent: the function's own policy decides. */
  readonly credentials?: string
  /** Absent: the route's limit. */
  readonly timeoutInMillis?: number
}

/** What of an integration with a function cannot be served; empty when it can. */
export function functionProblems({ uri = '', credentials }: Integration): string[] {
  const named = parseFunctionUri(uri)
  const problems = [
    named === undefined ? `a URI that names no function (${uri})` : undefined,
    credentialsProblem(credentials),
  ]
  return problems.filter((problem) => problem !== undefined)
}

/** AWS's answer of Lambda, in its log, and what the caller sees (vector lpr-0036). */
export const NOT_POST = new GatewayError('INTEGRATION_FAILURE', {
  status: 500,
  message: 'Internal server error',
  reason: 'Unable to determine service/operation name to be authorized: the integration method has to be POST',
})

const DEFAULT_TIMEOUT_MILLIS = 29_000

/** Of an integration that `functionProblems` finds nothing in. */
export function functionSpec({ uri = '', credentials, timeoutInMillis }: Integration): FunctionSpec {
  const { arn = '', streaming = false } = parseFunctionUri(uri) ?? {}
  return {
    functionArn: arn,
    ...(streaming && { streaming }),
    ...(credentials && { credentials }),
    ...(timeoutInMillis !== undefined && timeoutInMillis !== DEFAULT_TIMEOUT_MILLIS && { timeoutInMillis }),
  }
}

/** What one call says beyond the function's name. */
export type FunctionRequest = Pick<FunctionCall, 'payload' | 'invocationType' | 'clientContext'>
/** Runs the function and keeps the record. Throws GatewayError for what keeps it from running. */
export type CallFunction = (x: Exchange, request: FunctionRequest) => Promise<FunctionAnswer>

export function linkFunction(spec: FunctionSpec): CallFunction {
  const arnOf = linkArn(spec.functionArn)
  return async function callFunction(x, request) {
    const { services, record } = x
    const role = roleOf(spec.credentials, x.stage.variables)
    const call: FunctionCall = {
      ...request,
      // As Lambda's own Invoke takes it.
      payload: request.payload || '{}',
      arn: arnOf(x.stage.variables),
      ...(spec.streaming && { streaming: true }),
      timeoutInMillis: spec.timeoutInMillis ?? x.limits.timeoutInMillis,
      ...(role === undefined && { sourceArn: sourceArn(x) }),
      traceId: record.traceId,
    }
    const url = urlOf(call.arn, spec.streaming === true, services.settings.region)
    await x.trace?.endpointRequest({ url, headers: shownHeaders(x, call.sourceArn) }, { body: request.payload })
    const start = services.now()
    try {
      x.log(() => `Sending request to ${url}`)
      const answer = await services.functions.invoke(call)
      record.functionTarget = answer.target
      record.integrationRequestId = answer.requestId
      record.integrationStatus = answer.status
      if (answer.functionError !== undefined) record.integrationError = failureLine(answer)
      x.log(() => `Received response. Status: ${answer.status}, Integration latency: ${services.now() - start} ms`)
      return answer
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error
      record.integrationStatus = error.status
      record.integrationError = error.message
      throw refusalOf(error)
    } finally {
      record.integrationLatency = services.now() - start
    }
  }
}

/** The stage's variables are put in once per stage pointer. */
function linkArn(text: string): (variables: Readonly<Record<string, string>>) => string {
  if (!text.includes('${')) return () => text
  let resolved: { readonly variables: unknown; readonly arn: string } | undefined
  return (variables) => {
    if (resolved?.variables !== variables) resolved = { variables, arn: substituteStageVariables(text, variables) }
    return resolved.arn
  }
}

/** The ARN of the method that calls, which the function's policy is asked for. */
function sourceArn({ services: { settings }, stage, request, route }: Exchange): string {
  const { region, accountId } = settings
  return `arn:aws:execute-api:${region}:${accountId}:${stage.apiId}/${stage.stageName}/${request.method}${route.resourcePath}`
}

function urlOf(arn: string, streaming: boolean, ownRegion: string): string {
  const region = arn.split(':')[3] || ownRegion
  const operation = streaming ? 'response-streaming-invocations' : 'invocations'
  return `https://lambda.${region}.amazonaws.com/${streaming ? '2021-11-15' : '2015-03-31'}/functions/${arn}/${operation}`
}

/** What AWS's log shows of its call, but for the signature, which only a call to AWS Lambda itself has. */
function shownHeaders({ record, deployment: { snapshot } }: Exchange, sourceArn: string | undefined): HeaderMap {
  return new HeaderMap({
    'x-amzn-lambda-integration-tag': record.requestId,
    'x-amzn-apigateway-api-id': snapshot.apiId,
    ...(sourceArn !== undefined && { 'X-Amz-Source-Arn': sourceArn }),
    Accept: 'application/json',
    'User-Agent': `AmazonAPIGateway_${snapshot.apiId}`,
    ...(record.traceId !== undefined && { 'X-Amzn-Trace-Id': record.traceId }),
  })
}

/** Of Lambda's answer, as AWS's log and mappings see them. */
export function answerHeaders(answer: FunctionAnswer, x: Exchange): HeaderMap {
  const { requestId, executedVersion, payload, functionError } = answer
  return new HeaderMap({
    Date: new Date(x.services.now()).toUTCString(),
    'Content-Type': 'application/json',
    ...(typeof payload === 'string' && { 'Content-Length': String(new TextEncoder().encode(payload).byteLength) }),
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    ...(functionError !== undefined && { 'X-Amz-Function-Error': functionError }),
    'x-amzn-Remapped-Content-Length': '0',
    'X-Amz-Executed-Version': executedVersion,
    ...(x.record.traceId !== undefined && { 'X-Amzn-Trace-Id': x.record.traceId }),
  })
}

/** AWS does not tell a function that is not there from one that may not be called. */
const NO_PERMISSION = 'Invalid permissions on Lambda function'

function refusalOf({ failure, message, status }: FunctionError): GatewayError {
  switch (failure) {
    case 'not-found':
    case 'not-permitted':
      return new GatewayError('API_CONFIGURATION_ERROR', { reason: `${NO_PERMISSION}: ${message}` })
    case 'timeout':
      return new GatewayError('INTEGRATION_TIMEOUT', { reason: message })
    case 'unreachable':
      return new GatewayError('INTEGRATION_FAILURE', { reason: message })
    case 'request-too-large':
      return new GatewayError('REQUEST_TOO_LARGE', { reason: message })
    case 'response-too-large':
      return new GatewayError('API_CONFIGURATION_ERROR', { status: 502, reason: message })
    case 'throttled':
      return invocationFailed(status ?? 429, message)
    case 'service':
      return invocationFailed(status ?? 500, message)
    case 'invalid-arn':
    case 'no-runtime':
    case 'no-credentials':
      return new GatewayError('API_CONFIGURATION_ERROR', { reason: message })
  }
}

/** What Lambda itself refuses is AWS's INTEGRATION_FAILURE, with 500 unless the owner says otherwise. */
const invocationFailed = (status: number, message: string) =>
  new GatewayError('INTEGRATION_FAILURE', {
    status: 500,
    message: 'Internal server error',
    reason: `Lambda invocation failed with status: ${status}. ${message}`,
  })

/** A function that failed, in AWS's words, which stand alone in the log. */
export function failureLine({ payload, requestId, status }: FunctionAnswer): string {
  const message = (typeof payload === 'string' ? errorMessageOf(payload) : undefined) ?? 'unknown'
  return `Lambda execution failed with status ${status} due to customer function error: ${message}. Lambda request id: ${requestId}`
}

/** What becomes of it behind a proxy. */
export const functionFailed = (answer: FunctionAnswer): GatewayError =>
  new GatewayError('API_CONFIGURATION_ERROR', { status: 502, reason: failureLine(answer) })

/** `errorMessage` of Lambda's error object; undefined where there is none. */
export function errorMessageOf(payload: string): string | undefined {
  try {
    const value: unknown = JSON.parse(payload)
    const message = (value as { readonly errorMessage?: unknown } | null)?.errorMessage
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}
