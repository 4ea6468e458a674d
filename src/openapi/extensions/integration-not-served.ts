import type { Integration } from '../../definition/rest-api.ts'
import { isStaticTemplate } from '../../mapping/static-template.ts'
import type { Fields } from '../read.ts'
import type { Report } from '../report.ts'

/** Names what of an integration this version stores but does not serve, as far as its type makes use of it. */
export function warnNotServed(report: Report, fields: Fields, integration: Integration): void {
  const { type } = integration
  if (type.startsWith('AWS')) report.uses(`an ${type} integration`, fields.at('type'))
  if (type.startsWith('AWS')) return
  if (integration.cacheKeyParameters?.length) report.uses('cacheKeyParameters', fields.at('cacheKeyParameters'))
  if (type !== 'HTTP_PROXY') warnOfBodies(report, fields, integration)
  if (type === 'MOCK') return
  if (integration.contentHandling) report.uses('contentHandling', fields.at('contentHandling'))
  if (integration.connectionType === 'VPC_LINK') report.uses('a VPC_LINK connection', fields.at('connectionType'))
  if (integration.tlsConfig?.insecureSkipVerification) report.uses('tlsConfig', fields.at('tlsConfig'))
}

/** Templates and conversions: an HTTP_PROXY has none, whatever stands there. */
function warnOfBodies(report: Report, fields: Fields, { type, requestTemplates, integrationResponses }: Integration) {
  const responses = Object.values(integrationResponses ?? {})
  const templates = [requestTemplates, ...responses.map((response) => response.responseTemplates)]
  if (templates.flatMap((byType) => Object.values(byType ?? {})).some((template) => !isStaticTemplate(template ?? '')))
    report.uses('a mapping template with Velocity code', fields.place)
  // The answer of a MOCK is text already.
  const idle = type === 'MOCK' ? 'CONVERT_TO_TEXT' : undefined
  if (responses.some(({ contentHandling }) => contentHandling !== undefined && contentHandling !== idle))
    report.uses('contentHandling', fields.at('responses'))
}
