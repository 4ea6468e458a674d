import { type Operation, ok } from './operation.ts'

/** What a client has to know of a gateway to tell where its APIs answer. */
export interface GatewayDescription {
  /** An API answers at `{api-id}.{domain}`; empty: not in the host form. */
  readonly domain: string
  /** Whether the management host serves `/_aws/execute-api/{api-id}/{stage}/…`. */
  readonly pathForm: boolean
}

/** `GET /_postern/gateway`. Ours, for the invoke URLs that `postern` prints. */
export const getGateway: Operation = async (_call, { settings }) => {
  const description: GatewayDescription = { domain: settings.domain ?? '', pathForm: settings.pathForm ?? false }
  return ok(description)
}
