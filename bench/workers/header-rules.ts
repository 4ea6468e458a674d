/** A bare proxy that keeps AWS's header rules and a timeout, written by hand: what those alone cost, without any gateway. */
declare const BENCH_ORIGIN: string

export { LogStream } from './log-stream.ts'

const DROPPED = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'transfer-encoding',
  'via',
])
const REMAPPED = new Map([
  ['connection', 'x-amzn-Remapped-Connection'],
  ['content-length', 'x-amzn-Remapped-Content-Length'],
  ['date', 'x-amzn-Remapped-Date'],
  ['server', 'x-amzn-Remapped-Server'],
])

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    const { method, body } = request
    const sent: Record<string, string> = {}
    request.headers.forEach((value, name) => {
      if (!DROPPED.has(name)) sent[name] = value
    })
    sent['x-forwarded-for'] = '127.0.0.1'
    sent['x-forwarded-port'] = '80'
    sent['x-forwarded-proto'] = 'http'
    sent['x-amzn-apigateway-api-id'] = 'abcdefghij'
    sent['x-amzn-trace-id'] = `Root=1-6b035c9f-${crypto.randomUUID().slice(0, 23)};Sampled=0`
    const signal = AbortSignal.timeout(29_000)
    const url = BENCH_ORIGIN + pathname + search
    const answer = await fetch(url, { method, headers: sent, body, redirect: 'manual', signal })
    const headers: Record<string, string> = {}
    answer.headers.forEach((value, name) => {
      if (name !== 'keep-alive' && name !== 'transfer-encoding') headers[REMAPPED.get(name) ?? name] = value
    })
    headers['x-amzn-RequestId'] = crypto.randomUUID()
    headers['x-amz-apigw-id'] = 'abcdefghijklmno='
    return new Response(answer.body, { status: answer.status, headers })
  },
}
