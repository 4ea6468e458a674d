import type { Integration } from '../../definition/rest-api.ts'
import type { Fields } from '../read.ts'
import type { Report } from '../report.ts'

/** Names what of an integration this version stores but does not serve, as far as its type makes use of it. */
export function warnNotServed(report: Report, fields: Fields, integration: Integration): void {
  const { type } = integration
  if (type.startsWith('AWS')) report.uses(`an ${type} integration`, fields.at('type'))
  if (type.startsWith('AWS')) return
  if (integration.cacheKeyParameters?.length) report.uses('cacheKeyParameters', fields.at('cacheKeyParameters'))
  if (type === 'MOCK') return
  if (integration.connectionType === 'VPC_LINK') report.uses('a VPC_LINK connection', fields.at('connectionType'))
  if (integration.tlsConfig?.insecureSkipVerification) report.uses('tlsConfig', fields.at('tlsConfig'))
}
