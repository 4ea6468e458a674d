// The backend, in a process of its own so that its CPU time is nobody's. Tells its parent the port.
import { createServer } from 'node:http'

const BODY = Buffer.from(JSON.stringify({ id: 42, kind: 'thing', tags: ['a', 'b', 'c'], text: 'x'.repeat(200) }))
const HEAD = { 'content-type': 'application/json', 'content-length': BODY.length }

const server = createServer({ keepAliveTimeout: 60_000 }, (_, response) => response.writeHead(200, HEAD).end(BODY))
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.on('disconnect', () => process.exit())
