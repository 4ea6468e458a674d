import type { Integration } from '../definition/rest-api.ts'
import type { Exchange, Reply } from '../gateway/exchange.ts'
import type { Problems } from '../lib/problems.ts'
import type { NotServedSpec } from './not-served.ts'

/**
 * The plug point of integrations: one file, one registry line in `index.ts`, one contract suite.
 * `Spec` is JSON-safe and holds no member it could do without: it is multiplied by the routes of a deployment.
 */
export interface IntegrationType<Spec> {
  /**
   * Definition → spec, or a spec that says what is not served. Reports every problem under `place`; never throws. Undefined when an
   * error was reported.
   */
  parse(integration: Integration, place: string, problems: Problems): Spec | NotServedSpec | undefined
  /** Spec → the call, once per route per isolate. */
  link(spec: Spec): IntegrationCall
}

/** What a route runs to reach its backend: answers or throws a GatewayError. */
export type IntegrationCall = (x: Exchange) => Promise<Reply>
