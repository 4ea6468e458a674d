/**
 * The host decides first: the management host reaches the management API, every other host the data plane only.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html
 */

/** Where a request goes. `path` begins with `/` and is never decoded. */
export type Address =
  | { readonly kind: 'management'; readonly path: string }
  | { readonly kind: 'invoke'; readonly apiId: string; readonly stageName: string; readonly path: string }
  | { readonly kind: 'unknown' }

export interface HostSettings {
  /** Without port: `localhost`, `127.0.0.1`, `[::1]`. */
  readonly managementHosts: readonly string[]
  /** `{api-id}.{domain}` reaches an API; without port. Empty: no host form. */
  readonly domain: string
  /** Whether `/_aws/execute-api/{api-id}/{stage}/…` is served on the management host. */
  readonly pathForm: boolean
}

/** The parts of a request URL as text, with what `new URL` would cost spared. */
export interface RequestTarget {
  /** Lower case, without port. */
  readonly host: string
  /** Never decoded. */
  readonly path: string
  /** Without `?`; empty when there is none. */
  readonly rawQuery: string
}

/** Splits an absolute http(s) URL as the runtime gives it. */
export function targetOf(url: string): RequestTarget {
  const authority = url.indexOf('://') + 3
  const hash = url.indexOf('#', authority)
  const end = hash === -1 ? url.length : hash
  const question = url.indexOf('?', authority)
  const pathEnd = question === -1 || question > end ? end : question
  const slash = url.indexOf('/', authority)
  const hostEnd = slash === -1 || slash > pathEnd ? pathEnd : slash
  return {
    host: withoutPort(url.slice(authority, hostEnd)),
    path: hostEnd === pathEnd ? '/' : url.slice(hostEnd, pathEnd),
    rawQuery: pathEnd === end ? '' : url.slice(pathEnd + 1, end),
  }
}

const PATH_FORM = '/_aws/execute-api/'

/** Where this host and path lead. */
export function addressOf(target: RequestTarget, settings: HostSettings): Address {
  const { host, path } = target
  if (settings.managementHosts.includes(host)) {
    return settings.pathForm && path.startsWith(PATH_FORM) ? pathFormAddress(path) : { kind: 'management', path }
  }
  const dot = host.indexOf('.')
  if (settings.domain === '' || dot < 1 || host.slice(dot + 1) !== settings.domain) return { kind: 'unknown' }
  return stageAddress(host.slice(0, dot), path)
}

function pathFormAddress(path: string): Address {
  const apiEnd = path.indexOf('/', PATH_FORM.length)
  if (apiEnd === -1) return { kind: 'unknown' }
  return stageAddress(path.slice(PATH_FORM.length, apiEnd), path.slice(apiEnd))
}

/** The first segment is the stage. Leading slashes collapse: `//prod/x` is `/prod/x` (recorded on AWS). */
function stageAddress(apiId: string, path: string): Address {
  let from = 0
  while (path.charCodeAt(from) === 47) from++
  const end = path.indexOf('/', from)
  const stageName = end === -1 ? path.slice(from) : path.slice(from, end)
  if (apiId === '' || stageName === '') return { kind: 'unknown' }
  return { kind: 'invoke', apiId, stageName, path: end === -1 ? '/' : path.slice(end) }
}

function withoutPort(authority: string): string {
  const at = authority.lastIndexOf('@')
  const host = (at === -1 ? authority : authority.slice(at + 1)).toLowerCase()
  const colon = host.lastIndexOf(':')
  return colon === -1 || host.indexOf(']', colon) !== -1 ? host : host.slice(0, colon)
}
