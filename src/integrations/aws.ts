/**
 * AWS: an integration with an AWS service. A Lambda function is called by its name, any other service by its own API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
 */
import { parseIntegrationUri } from '../aws/integration-uri.ts'
import type { Integration } from '../definition/rest-api.ts'
import type { Problems } from '../lib/problems.ts'
import { type AwsLambdaSpec, linkAwsLambda, parseAwsLambda } from './aws-lambda.ts'
import { type AwsServiceSpec, linkAwsService, parseAwsService } from './aws-service.ts'
import type { IntegrationCall, IntegrationType } from './integration.ts'
import type { NotServedSpec } from './not-served.ts'

export type AwsSpec = AwsServiceSpec | AwsLambdaSpec

export const aws: IntegrationType<AwsSpec> = { parse: parseAws, link: linkAws }

function parseAws(integration: Integration, place: string, problems: Problems): AwsSpec | NotServedSpec | undefined {
  const isLambda = parseIntegrationUri(integration.uri ?? '')?.service === 'lambda'
  return isLambda ? parseAwsLambda(integration, place, problems) : parseAwsService(integration, place, problems)
}

function linkAws(spec: AwsSpec): IntegrationCall {
  return 'functionArn' in spec ? linkAwsLambda(spec) : linkAwsService(spec)
}
