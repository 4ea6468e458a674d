import { parseIntegrationUri } from '../../aws/integration-uri.ts'
import type { Integration } from '../../definition/rest-api.ts'
import { isCallersOwn } from '../../integrations/aws-credentials.ts'
import { httpFeaturesNotServed } from '../../integrations/http-request.ts'
import type { Fields } from '../read.ts'
import type { Report } from '../report.ts'

/** Names what of an integration this version stores but does not serve, as far as its type makes use of it. */
export function warnNotServed(report: Report, fields: Fields, integration: Integration): void {
  const { type, uri = '', credentials = '' } = integration
  if (type === 'AWS_PROXY' && parseIntegrationUri(uri)?.service === 'firehose')
    report.uses('an AWS_PROXY integration with Firehose', fields.at('uri'))
  if (type.startsWith('AWS') && isCallersOwn(credentials))
    report.uses('credentials of the caller', fields.at('credentials'))
  if (integration.cacheKeyParameters?.length) report.uses('cacheKeyParameters', fields.at('cacheKeyParameters'))
  if (type === 'MOCK' || type.startsWith('AWS')) return
  if (httpFeaturesNotServed(integration).length > 0) report.uses('tlsConfig', fields.at('tlsConfig'))
}
