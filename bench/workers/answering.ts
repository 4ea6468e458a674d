/** The Worker behind the service binding: answers as the function does. */
import { handler } from './handler.ts'

export { LogStream } from './log-stream.ts'

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await handler(await request.json()))
  },
}
