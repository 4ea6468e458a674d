import type { Resource } from '../definition/rest-api.ts'
import { checkMethodResponses } from '../integrations/method-responses.ts'
import { Problems } from '../lib/problems.ts'

/** Integration responses that their methods do not declare: AWS says so only when a call answers 500. */
export function responseWarnings(resources: readonly Resource[]): string[] {
  const problems = new Problems()
  for (const { path, resourceMethods = {} } of resources) {
    for (const method of Object.values(resourceMethods))
      checkMethodResponses(method, `${method.httpMethod} ${path}`, problems)
  }
  return problems.warnings.map(({ place, message }) => `${message} (at ${place})`)
}
