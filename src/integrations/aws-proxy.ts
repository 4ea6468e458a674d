/**
 * AWS_PROXY: a Lambda function gets the whole request as an event, and answers with a whole response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * Differs from AWS: Firehose streams are not called.
 */
import { parseFunctionUri } from '../aws/integration-uri.ts'
import type { Integration } from '../definition/rest-api.ts'
import type { Exchange, Reply } from '../gateway/exchange.ts'
import type { Problems } from '../lib/problems.ts'
import { firstAccepted, type IsBinary, linkBinaryMediaTypes } from '../mapping/binary-media-types.ts'
import { parseRequestParameters, type RequestMapping } from '../mapping/parameter-mapping.ts'
import { isIllegalAwsHeader } from './aws-headers.ts'
import { illegal } from './http-headers.ts'
import type { IntegrationCall, IntegrationType } from './integration.ts'
import { lambdaEvent } from './lambda-event.ts'
import {
  answerHeaders,
  type FunctionSpec,
  functionFailed,
  functionProblems,
  functionSpec,
  linkFunction,
  NOT_POST,
} from './lambda-function.ts'
import { lambdaReply } from './lambda-result.ts'
import { streamedReply } from './lambda-stream.ts'
import { type NotServedSpec, notServed } from './not-served.ts'

export interface AwsProxySpec extends FunctionSpec {
  readonly type: 'AWS_PROXY'
  /** Whatever is not POST, which AWS refuses at run time alone. */
  readonly httpMethod?: string
  /** Those alone that AWS refuses at run time: all others are without effect. */
  readonly mappings?: readonly RequestMapping[]
}

const isStreaming = ({ uri = '' }: Integration) => parseFunctionUri(uri)?.streaming === true

export const awsProxy: IntegrationType<AwsProxySpec> = { parse: parseAwsProxy, link: linkAwsProxy }

function parseAwsProxy(
  integration: Integration,
  place: string,
  problems: Problems,
): AwsProxySpec | NotServedSpec | undefined {
  const before = problems.errors.length
  const mappings = parseRequestParameters(integration.requestParameters, place, problems)
  if (problems.errors.length > before) return undefined
  const missing = functionProblems(integration)
  if (missing.length > 0) return notServed(integration, missing, place, problems)
  const refused = mappings.filter(({ to, name }) => to === 'header' && isIllegalAwsHeader(name))
  const httpMethod = integration.httpMethod?.toUpperCase() ?? ''
  if (integration.responseTransferMode === 'STREAM' && !isStreaming(integration))
    problems.warn(
      place,
      'responseTransferMode STREAM needs a URI that ends in /response-streaming-invocations; the response is buffered',
    )
  if (httpMethod !== 'POST') problems.warn(place, 'A Lambda function is invoked with POST alone; calls answer 500')
  return {
    type: 'AWS_PROXY',
    ...functionSpec(integration),
    ...(httpMethod !== 'POST' && { httpMethod }),
    ...(refused.length > 0 && { mappings: refused }),
  }
}

function linkAwsProxy(spec: AwsProxySpec): IntegrationCall {
  if (spec.httpMethod !== undefined) return () => Promise.reject(NOT_POST)
  const callFunction = linkFunction(spec)
  let isBinary: IsBinary | undefined
  return async function call(x: Exchange): Promise<Reply> {
    const [mapped] = x.mapped.headers
    if (mapped !== undefined) throw illegal(mapped[0])
    isBinary ??= linkBinaryMediaTypes(x.deployment.snapshot.binaryMediaTypes)
    const payload = await lambdaEvent(x, isBinary)
    const answer = await callFunction(x, { payload, invocationType: 'RequestResponse' })
    const body = typeof answer.payload === 'string' ? answer.payload : null
    await x.trace?.endpointResponse({ status: answer.status, headers: answerHeaders(answer, x), body })
    if (answer.functionError !== undefined) throw functionFailed(answer)
    const reply = spec.streaming
      ? await streamedReply(answer.payload)
      : lambdaReply(body ?? '', isBinary(firstAccepted(x.arrival.headers.get('accept'))), x.limits.responseBodyBytes)
    x.record.functionStatus = reply.status
    // It is in that coding already.
    if (reply.headers.has('content-encoding')) reply.encoded = true
    return reply
  }
}
