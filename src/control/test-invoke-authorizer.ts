import { isServed, linkAuthorizer, parseAuthorizer } from '../authorizers/index.ts'
import type { Authorizer } from '../definition/parts.ts'
import { AWS_LIMITS, type DeploymentSnapshot, SNAPSHOT_FORMAT } from '../deployment/snapshot.ts'
import { linkDeployment } from '../gateway/link.ts'
import { type TestAuthorization, testAuthorizer } from '../gateway/test-authorizer.ts'
import { Problems } from '../lib/problems.ts'
import { printValue } from '../mapping/print.ts'
import { AUTHORIZERS } from './authorizers.ts'
import { type Members, readInput } from './input.ts'
import { type Operation, ok, param } from './operation.ts'
import { findPart } from './parts.ts'
import { problemLines } from './problem-text.ts'
import { dataPlaneOf, headersOf, targetOf } from './test-invoke-method.ts'
import { badRequest } from './validation-error.ts'

const TEST_INVOKE_AUTHORIZER = {
  pathWithQueryString: 'string',
  body: 'payload',
  headers: 'map',
  multiValueHeaders: 'lists',
  stageVariables: 'map',
  additionalContext: 'map',
} as const satisfies Members

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html: the editable definition's authorizer, of a `GET /`; no
 * result is kept.
 * Differs from AWS: tokens and what the function answers are not in the log.
 */
export const testInvokeAuthorizer: Operation = async (call, services) => {
  const input = readInput(call.body, TEST_INVOKE_AUTHORIZER)
  const authorizer = await findPart(call, services, AUTHORIZERS)
  const authorizerCall = linkTested(authorizer)
  const result = await testAuthorizer(
    {
      deployment: linkDeployment(snapshotFor(param(call, 'restApiId'))),
      method: 'GET',
      ...targetOf(input.pathWithQueryString || '/'),
      headers: headersOf(input),
      body: '',
      stageVariables: input.stageVariables ?? {},
      additionalContext: input.additionalContext ?? {},
    },
    authorizerCall,
    dataPlaneOf(services),
  )
  return ok(answerOf(result))
}

function linkTested(authorizer: Authorizer) {
  if (!isServed(authorizer.type)) throw badRequest(`Authorizers of type ${authorizer.type} are not served yet`)
  const problems = new Problems()
  const spec = parseAuthorizer(authorizer, `authorizer ${authorizer.name}`, problems)
  if (spec === undefined) throw badRequest(problemLines('The authorizer cannot be invoked', problems.errors))
  return linkAuthorizer(spec, { authorizerId: authorizer.id })
}

/** AWS's name for the resource that is none. */
const RESOURCE_ID = 'test-invoke-resource-id'

const snapshotFor = (apiId: string): DeploymentSnapshot => ({
  format: SNAPSHOT_FORMAT,
  protocol: 'REST',
  ...{ apiId, apiName: '', deploymentId: 'test-invoke', endpointType: 'REGIONAL', disableExecuteApiEndpoint: false },
  ...{ binaryMediaTypes: [], limits: AWS_LIMITS, gatewayResponses: {}, tree: {} },
  routes: [
    { resourceId: RESOURCE_ID, resourcePath: '/', httpMethod: 'GET', integration: { type: 'MOCK', responses: [] } },
  ],
})

/** Members that AWS does not have to say are absent. */
function answerOf({ clientStatus, log, latency, authorized }: TestAuthorization) {
  const claims = authorized?.context.get('claims')
  return {
    ...{ clientStatus, log, latency },
    ...(authorized?.principalId !== undefined && { principalId: authorized.principalId }),
    ...(authorized?.policy !== undefined && { policy: JSON.stringify(authorized.policy) }),
    ...(claims instanceof Map && {
      claims: Object.fromEntries([...claims].map(([name, value]) => [String(name), printValue(value)])),
    }),
  }
}
