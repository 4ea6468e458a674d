/**
 * Integration responses: which one answers for a backend's status, by selection pattern.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 * Differs from AWS: a pattern that does not compile is refused at deployment; one that takes too long for a text answers 500.
 */
import type { Integration, IntegrationResponse } from '../definition/rest-api.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Problems } from '../lib/problems.ts'
import type { ContentHandling } from '../mapping/content-handling.ts'
import { compileJavaPattern, type JavaPattern } from '../mapping/java-pattern.ts'
import { MappingFault } from '../mapping/mapping-fault.ts'
import { parseResponseParameters, type ResponseMapping } from '../mapping/parameter-mapping.ts'
import { checkTemplates, templateTexts } from '../mapping/templates.ts'

/** One integration response, JSON-safe. Without a pattern it is the default. */
export interface IntegrationResponseSpec {
  readonly status: number
  readonly pattern?: string
  readonly mappings?: readonly ResponseMapping[]
  /** Media type → template. */
  readonly templates?: Readonly<Record<string, string>>
  readonly contentHandling?: ContentHandling
}

const STATUS = /^[1-5]\d\d$/

/** By ascending status code, which is the order of selection. */
export function parseIntegrationResponses(
  integration: Integration,
  place: string,
  problems: Problems,
): IntegrationResponseSpec[] {
  return Object.entries(integration.integrationResponses ?? {})
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([status, response]) => parseResponse(status, response, place, problems) ?? [])
}

function parseResponse(
  status: string,
  response: IntegrationResponse,
  place: string,
  problems: Problems,
): IntegrationResponseSpec | undefined {
  if (!STATUS.test(status)) {
    problems.error(place, `Invalid integration response status code specified: ${status}`)
    return undefined
  }
  const { selectionPattern: pattern, contentHandling } = response
  const templates = templateTexts(response.responseTemplates)
  if (pattern && compilePattern(pattern) === undefined)
    problems.error(place, `The selection pattern of response ${status} does not compile: ${pattern}`)
  checkTemplates(templates, `response ${status}`, place, problems)
  const mappings = parseResponseParameters(response.responseParameters, place, problems)
  return {
    status: Number(status),
    ...(pattern && { pattern }),
    ...(mappings.length > 0 && { mappings }),
    ...(Object.keys(templates).length > 0 && { templates }),
    ...(contentHandling && { contentHandling }),
  }
}

/** A pattern that has to match the whole text; undefined when Java would refuse it. */
export function compilePattern(pattern: string): JavaPattern | undefined {
  const compiled = compileJavaPattern(pattern)
  return typeof compiled === 'string' ? undefined : compiled
}

/**
 * Selects among linked responses: the first whose pattern matches `text` wholly, else the first without a pattern; null matches none. Throws GatewayError
 * API_CONFIGURATION_ERROR where a pattern takes too many steps for the text.
 */
export function linkSelection<Linked>(
  responses: readonly { readonly pattern?: string; readonly linked: Linked }[],
): (text: string | null) => Linked | undefined {
  const patterned = responses.flatMap(({ pattern, linked }) => {
    const compiled = pattern === undefined ? undefined : compilePattern(pattern)
    return compiled === undefined ? [] : [{ pattern: compiled, linked }]
  })
  const otherwise = responses.find(({ pattern }) => pattern === undefined)?.linked
  return (text) =>
    (text === null ? undefined : patterned.find(({ pattern }) => matches(pattern, text))?.linked) ?? otherwise
}

function matches(pattern: JavaPattern, text: string): boolean {
  try {
    return pattern.matches(text)
  } catch (error) {
    if (!(error instanceof MappingFault)) throw error
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `Selection pattern: ${error.message}` })
  }
}
