/** The least that a proxy can do: what the gateway is measured against. */
declare const BENCH_ORIGIN: string

export { LogStream } from './log-stream.ts'

export default {
  fetch(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    return fetch(BENCH_ORIGIN + pathname + search, request)
  },
}
