// The two things behind one address: a server of files, and a backend that keeps a guest book.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' }

/** The files of `site/`, and no others. */
export const createSite = () =>
  createServer(async (request, response) => {
    const name = /^\/([a-z-]+\.(html|js))$/.exec(new URL(request.url, 'http://site').pathname)
    try {
      if (name === null) throw new Error('no such name')
      const file = await readFile(new URL(`site/${name[1]}`, import.meta.url))
      response.writeHead(200, { 'content-type': TYPES[name[2]], 'cache-control': 'public, max-age=60' }).end(file)
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not here')
    }
  })

export function createBackend() {
  const entries = ['First!']
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://backend')
    if (pathname !== '/entries') return answer(response, 404, { message: 'Not here' })
    if (request.method === 'POST') entries.push(await lineOf(request))
    return answer(response, request.method === 'POST' ? 201 : 200, { entries: entries.slice(-100) })
  })
}

async function lineOf(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  try {
    return String(JSON.parse(text).text).slice(0, 200)
  } catch {
    return '(illegible)'
  }
}

function answer(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
