/** A proxy of 300 routes as one would write it by hand with Hono. */
import { Hono } from 'hono'
import { PREFIX, ROUTES, routePath } from '../routes.ts'

declare const BENCH_ORIGIN: string

export { LogStream } from './log-stream.ts'

const app = new Hono()
for (let i = 0; i < ROUTES; i++) {
  app.get(PREFIX + routePath(i, ':id'), (c) => {
    const { search } = new URL(c.req.url)
    return fetch(`${BENCH_ORIGIN}/things/${c.req.param('id')}${search}`, c.req.raw)
  })
}

export default app
