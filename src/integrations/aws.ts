/**
 * AWS: an integration with an AWS service. A Lambda function is called by its name, any other service by its own API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
 */
import { parseIntegrationUri } from '../aws/integration-uri.ts'
import type { Integration } from '../definition/rest-api.ts'
import type { Problems } from '../lib/problems.ts'
import { type AwsServiceSpec, linkAwsService, parseAwsService } from './aws-service.ts'
import type { IntegrationType } from './integration.ts'
import { type NotServedSpec, notServed } from './not-served.ts'

export type AwsSpec = AwsServiceSpec

export const aws: IntegrationType<AwsSpec> = { parse: parseAws, link: linkAwsService }

function parseAws(integration: Integration, place: string, problems: Problems): AwsSpec | NotServedSpec | undefined {
  if (parseIntegrationUri(integration.uri ?? '')?.service === 'lambda')
    return notServed(integration, ['Lambda functions'], place, problems)
  return parseAwsService(integration, place, problems)
}
