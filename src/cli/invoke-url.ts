import type { Session } from './session.ts'

/** Where a path of a stage answers: `urlOf('abc', 'prod', '/pets')`. */
export type InvokeUrl = (apiId: string, stageName: string, path: string) => string

/**
 * How this gateway's invoke URLs look. The path form where it is served, since it needs no name resolution of `*.localhost`; else the
 * host form.
 */
export async function invokeUrlsOf({ client, endpoint }: Session): Promise<InvokeUrl> {
  const { domain, pathForm } = await client.getGateway()
  if (pathForm || domain === '')
    return (apiId, stageName, path) => `${endpoint}/_aws/execute-api/${apiId}/${stageName}${path}`
  const { protocol, port } = new URL(endpoint)
  return (apiId, stageName, path) => `${protocol}//${apiId}.${domain}${port && `:${port}`}/${stageName}${path}`
}
