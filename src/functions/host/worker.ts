/**
 * The function host: a Worker that holds the Worker Loader and nothing else of the gateway. Deployed it is bound to the gateway as
 * FUNCTION_HOST; `npm start` runs it in a process of its own.
 */
import { WorkerEntrypoint } from 'cloudflare:workers'
import { createFunctionPool, type Loader } from './function-pool.ts'
import { type HostServices, handleHost } from './handle.ts'
import { destinationOf } from './network-rule.ts'
import type { FunctionNetwork } from './protocol.ts'

/** Bindings of the wrangler.toml beside this file. */
export interface Env {
  readonly LOADER: Loader
  /** The gateway, which functions reach by its invoke URLs. Without it they go there as anybody does. */
  readonly GATEWAY?: Fetcher
  readonly POSTERN_FUNCTION_HOST_TOKEN?: string
}

/** All that a function fetches comes here. There is no `connect`: raw TCP goes nowhere. */
export class FunctionOutbound extends WorkerEntrypoint<Env, FunctionNetwork> {
  override async fetch(request: Request): Promise<Response> {
    const destination = destinationOf(request.url, this.ctx.props)
    if (destination.kind === 'refused') throw new Error(destination.reason)
    const { url, method, body, signal } = request
    // By `cf-…` the platform tells who calls, and by `request.cf` how to get there: neither is the function's to say.
    const headers = [...request.headers].filter(([name]) => !name.startsWith('cf-'))
    // A redirect comes back to the function, whose runtime follows it through here.
    const outgoing = new Request(url, { method, headers, body, signal, redirect: 'manual' })
    return destination.kind === 'gateway' && this.env.GATEWAY !== undefined
      ? this.env.GATEWAY.fetch(outgoing)
      : fetch(outgoing)
  }
}

let services: HostServices | undefined
const now = () => Date.now()

export default {
  fetch(request, env, ctx) {
    services ??= {
      pool: createFunctionPool({
        loader: env.LOADER,
        // The entrypoint above, by the name of its export.
        outboundOf: (network) => (ctx.exports as unknown as Exports).FunctionOutbound({ props: network }),
        now,
      }),
      token: env.POSTERN_FUNCTION_HOST_TOKEN,
      now,
    }
    return handleHost(request, services)
  },
} satisfies ExportedHandler<Env>

interface Exports {
  FunctionOutbound(options: { props: FunctionNetwork }): Fetcher
}
