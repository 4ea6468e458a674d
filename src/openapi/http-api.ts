import { at, isObject, type JsonObject, type JsonValue, member, scalarText } from './json-value.ts'
import type { Reading } from './reading.ts'
import { refOf } from './ref.ts'

/** Extensions that AWS defines for HTTP APIs alone. */
const ROOT_MARKS = ['x-amazon-apigateway-cors', 'x-amazon-apigateway-importexport-version']
const ADVICE =
  'this is an HTTP API document, because of what stands here: HTTP APIs (apigatewayv2 import-api) are not served by this version, a REST API must do without it'

/** Reports what makes the document an HTTP API's; true when there is such a thing, and nothing else is then worth reading. */
export function refuseHttpApi({ root, report }: Reading): boolean {
  const places = [
    ...ROOT_MARKS.filter((mark) => root.value(mark) !== undefined).map((mark) => root.at(mark)),
    ...marksOfComponents(root.object),
    ...marksOfPaths(root.object),
  ]
  for (const place of places) report.error(place, ADVICE)
  return places.length > 0
}

function marksOfComponents(root: JsonObject): string[] {
  const components = child(root, 'components')
  const integrations = 'x-amazon-apigateway-integrations'
  const schemes = child(components, 'securitySchemes') ?? child(root, 'securityDefinitions')
  const place = child(components, 'securitySchemes') ? '/components/securitySchemes' : '/securityDefinitions'
  const jwt = Object.entries(schemes ?? {}).filter(([, scheme]) =>
    isJwt(child(scheme, 'x-amazon-apigateway-authorizer')),
  )
  return [
    ...(child(components, integrations) ? [`/components/${integrations}`] : []),
    ...jwt.map(([name]) => at(place, name, 'x-amazon-apigateway-authorizer', 'type')),
  ]
}

function marksOfPaths(root: JsonObject): string[] {
  return Object.entries(child(root, 'paths') ?? {}).flatMap(([path, item]) => {
    if (/^\/?\$default$/.test(path)) return [at('/paths', path)]
    return Object.entries(isObject(item) ? item : {}).flatMap(([name, operation]) => {
      const integration = child(operation, 'x-amazon-apigateway-integration')
      return marksOfIntegration(integration, at('/paths', path, name, 'x-amazon-apigateway-integration'))
    })
  })
}

function marksOfIntegration(integration: JsonObject | undefined, place: string): string[] {
  if (integration === undefined) return []
  const isFormat2 = /^2(?:\.0)?$/.test(scalarText(member(integration, 'payloadFormatVersion')))
  return [
    ...(isFormat2 ? [at(place, 'payloadFormatVersion')] : []),
    ...(member(integration, 'integrationSubtype') === undefined ? [] : [at(place, 'integrationSubtype')]),
    ...(refOf(integration)?.startsWith('#/components/x-amazon-apigateway-integrations/') ? [at(place, '$ref')] : []),
  ]
}

const isJwt = (authorizer: JsonObject | undefined) =>
  authorizer !== undefined && scalarText(member(authorizer, 'type')).toLowerCase() === 'jwt'

function child(value: JsonValue | undefined, key: string): JsonObject | undefined {
  const found = isObject(value) ? member(value, key) : undefined
  return isObject(found) ? found : undefined
}
