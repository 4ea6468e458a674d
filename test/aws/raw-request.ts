import type { SigV4Request } from '../../src/aws/sigv4-canonical.ts'
import { utf8 } from '../../src/aws/sigv4-encoding.ts'

/** A request as AWS's signing suite writes it: HTTP/1.1 text, lines ended by `\n`, folded header lines, spaces allowed in the path. */
export function parseRawRequest(raw: string): { request: SigV4Request; body: Uint8Array<ArrayBuffer> } {
  const blank = raw.indexOf('\n\n')
  const [head, body] = blank === -1 ? [raw, ''] : [raw.slice(0, blank), raw.slice(blank + 2)]
  const [requestLine = '', ...headerLines] = head.replace(/\n$/, '').split(/\n(?![ \t])/)
  const [, method = '', target = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(requestLine) ?? []
  const mark = target.indexOf('?')
  const [path, query] = mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
  const headers = headerLines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1)] as const
  })
  return { request: { method, path, query, headers }, body: utf8(body) }
}
