/** What somebody writes who has a function's events made by hand: a Lambda proxy event over a service binding, and a Response of the result. */
import { WorkerEntrypoint } from 'cloudflare:workers'
import { handler } from './handler.ts'

export { LogStream } from './log-stream.ts'

interface Env {
  readonly ANSWERING: Fetcher
}

interface Result {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** Answers in this process, where no other is bound. */
export class Answering extends WorkerEntrypoint {
  override async fetch(request: Request): Promise<Response> {
    return Response.json(await handler(await request.json()))
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const event = {
      path: pathname,
      httpMethod: request.method,
      headers: Object.fromEntries(request.headers),
      queryStringParameters: Object.fromEntries(searchParams),
      body: request.body === null ? null : await request.text(),
      isBase64Encoded: false,
    }
    const answer = await env.ANSWERING.fetch('http://function/', { method: 'POST', body: JSON.stringify(event) })
    const { statusCode, headers, body } = await answer.json<Result>()
    return new Response(body, { status: statusCode, headers })
  },
}
