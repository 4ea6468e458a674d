import { at, isObject, type JsonValue } from './json-value.ts'
import { Fields } from './read.ts'
import type { Reading } from './reading.ts'

/** The `basepath` parameter of ImportRestApi and PutRestApi. */
export type BasePathMode = 'ignore' | 'prepend' | 'split'

/**
 * What to put before every path: nothing (`ignore`), the document's base path (`prepend`), or all of it but its first segment (`split`).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html
 */
export function basePathOf(reading: Reading, mode: BasePathMode): string {
  if (mode === 'ignore') return ''
  const segments = documentBasePath(reading).split('/').filter(Boolean)
  return (mode === 'split' ? segments.slice(1) : segments).map((segment) => `/${segment}`).join('')
}

function documentBasePath(reading: Reading): string {
  if (reading.version === '2.0') return reading.root.text('basePath') ?? ''
  const servers = serversOf(reading)
  // A variable named basePath counts even where the URL does not refer to it (vector oai-0007's document).
  const variable = servers.map((server) => defaultOf(server, 'basePath')).find((value) => value !== undefined)
  const [first] = servers
  return variable ?? (first ? pathOfUrl(first) : '')
}

function serversOf({ root, report }: Reading): Fields[] {
  const servers = root.value('servers')
  if (!Array.isArray(servers)) return []
  return servers.flatMap((server: JsonValue, position) =>
    isObject(server) ? [new Fields(server, at(root.at('servers'), position), report)] : [],
  )
}

const defaultOf = (server: Fields, variable: string) => server.fields('variables')?.fields(variable)?.text('default')

function pathOfUrl(server: Fields): string {
  const url = (server.text('url') ?? '').replace(/\{([^{}]*)\}/g, (whole, name) => defaultOf(server, name) ?? whole)
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/[?#].*$/s, '')
}
