import { ControlError } from '../errors/control-error.ts'

/**
 * Which requests may speak to the management API at all, before any signature: those addressed to a management host, and sent by no
 * other web page. Without it a page that an owner visits could reach a gateway on their own machine (DNS rebinding, cross-site calls).
 * Throws ControlError ForbiddenException.
 */
export function checkOrigin(request: Request, managementHosts: readonly string[]): void {
  const url = new URL(request.url)
  const host = request.headers.get('host') ?? url.host
  // Some runtimes take the URL from the request line, some from Host: both have to be ours.
  if (!isManagementHost(host, managementHosts) || !isManagementHost(url.host, managementHosts)) {
    throw forbidden('This host does not serve the management API. POSTERN_MANAGEMENT_HOST names the hosts that do.')
  }
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') {
    throw forbidden('The management API takes no calls from other web sites.')
  }
  const origin = request.headers.get('origin')
  if (origin !== null && origin !== ownOrigin(url.protocol, host)) {
    throw forbidden('The management API takes no calls from other web origins.')
  }
}

/** `localhost:8787` is a management host when `localhost` is one; the port does not matter. */
export function isManagementHost(host: string, managementHosts: readonly string[]): boolean {
  const [, name] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host) ?? []
  return name !== undefined && managementHosts.some((own) => own.toLowerCase() === name.toLowerCase())
}

function ownOrigin(protocol: string, host: string): string | undefined {
  return URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).origin : undefined
}

const forbidden = (message: string) => new ControlError('ForbiddenException', message)
