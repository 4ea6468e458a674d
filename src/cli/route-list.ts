import type { Method, Resource } from '../definition/rest-api.ts'

/** One method of an API, as a person names it. */
export interface RouteLine {
  /** `GET`, …, `ANY`. */
  readonly method: string
  /** `/pets/{petId}`. */
  readonly path: string
  readonly definition: Method
}

/** By path, then by method. */
export function routesOf(resources: readonly Resource[]): RouteLine[] {
  return resources
    .flatMap(({ path, resourceMethods }) =>
      Object.entries(resourceMethods ?? {}).map(([method, definition]) => ({ method, path, definition })),
    )
    .sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method))
}

export const integrationText = ({ methodIntegration: integration }: Method): string =>
  integration === undefined ? '-' : [integration.type, integration.uri].filter(Boolean).join(' ')

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
