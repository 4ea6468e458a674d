import { quote } from './json-value.ts'

/** What is wrong with an address, for a gateway that runs in AWS. */
interface AddressFault {
  readonly severity: 'error' | 'warn'
  readonly message: string
}

/** Ports that AWS calls. https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html */
const isPortServed = (port: number) => port === 80 || port === 443 || (port >= 1024 && port <= 65535)

/** AWS calls public addresses over the internet; undefined when it could call this one, or when a stage variable decides. */
export function faultOfAddress(uri: string): AddressFault | undefined {
  const [, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(uri) ?? []
  if (authority === '' || authority.includes('${')) return undefined
  const [, host = '', port] = /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? []
  if (isLocal(host.toLowerCase()))
    return { severity: 'warn', message: `AWS cannot reach ${quote(host)}: it is an address of this machine or network` }
  if (port !== undefined && !isPortServed(Number(port)))
    return { severity: 'error', message: `AWS calls ports 80, 443 and 1024 to 65535, not ${port}` }
  return undefined
}

/** A name without a dot, or an address of a loopback, link-local or private range. */
const isLocal = (host: string) =>
  /^(?:localhost|.*\.(?:localhost|local|internal))$/.test(host) ||
  /^(?:127|10|0)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\./.test(host) ||
  /^\[(?:::1?|f[cd].*|fe80.*)\]$/.test(host) ||
  (host !== '' && !host.includes('.') && !host.startsWith('['))
