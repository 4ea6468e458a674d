import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployDocument, sdkClient } from './clients.ts'
import { unlimitedProxy } from './documents.ts'
import { type RunningGateway, residentBytes, startGateway, workerdOf } from './gateway.ts'
import { type Origin, startOrigin } from './origin.ts'

const GIGABYTE = 1024 ** 3
const ALLOWED_BYTES = 64 * 1024 ** 2
const SAMPLE_MILLIS = 50

let gateway: RunningGateway
let origin: Origin
let api: string

beforeAll(async () => {
  ;[gateway, origin] = await Promise.all([startGateway(), startOrigin()])
  const client = sdkClient(gateway.url)
  api = await deployDocument(client, unlimitedProxy('Large bodies', origin.url))
  client.destroy()
  // What the first requests allocate for good is no part of the streams.
  await download(4 * 1024 ** 2)
  await upload(4 * 1024 ** 2)
})

afterAll(async () => {
  await Promise.all([gateway.dispose(), origin.close()])
})

test.skipIf(process.platform !== 'linux')('a 1 GB answer streams through in less than 64 MB', async () => {
  const { result, raised } = await watching(() => download(GIGABYTE))
  expect(result).toBe(GIGABYTE)
  expect(raised).toBeLessThan(ALLOWED_BYTES)
})

test.skipIf(process.platform !== 'linux')('a 1 GB request streams through in less than 64 MB', async () => {
  const { result, raised } = await watching(() => upload(GIGABYTE))
  expect(result).toBe(GIGABYTE)
  expect(raised).toBeLessThan(ALLOWED_BYTES)
})

/** Runs it, and says by how many bytes workerd's memory rose at most. */
async function watching<Result>(run: () => Promise<Result>): Promise<{ result: Result; raised: number }> {
  const [workerd] = workerdOf(gateway.pid)
  if (workerd === undefined) throw new Error('no workerd below the gateway')
  const before = residentBytes(workerd)
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(workerd))
  }, SAMPLE_MILLIS)
  try {
    const result = await run()
    console.log(`workerd: ${megabytes(before)} MB before, ${megabytes(peak)} MB at most`)
    return { result, raised: peak - before }
  } finally {
    clearInterval(timer)
  }
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2)

function download(bytes: number): Promise<number> {
  return new Promise((done, failed) => {
    httpRequest(gateway.invokeUrl(api, 'prod', `/big?bytes=${bytes}`), (response) => {
      let received = 0
      response.on('data', (chunk) => {
        received += chunk.length
      })
      response.on('end', () => done(received))
      response.on('error', failed)
    })
      .on('error', failed)
      .end()
  })
}

function upload(bytes: number): Promise<number> {
  return new Promise((done, failed) => {
    const request = httpRequest(gateway.invokeUrl(api, 'prod', '/sink'), { method: 'POST' }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => done(response.statusCode === 200 ? JSON.parse(text).bytes : failed(new Error(text))))
    })
    pipeline(Readable.from(chunks(bytes)), request).catch(failed)
  })
}

function* chunks(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(256 * 1024, 'y')
  for (let left = bytes; left > 0; left -= chunk.length) yield left < chunk.length ? chunk.subarray(0, left) : chunk
}
