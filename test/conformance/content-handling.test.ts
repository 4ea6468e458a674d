import { expect } from 'vitest'
import type { Integration } from '../../src/definition/rest-api.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { defaultGatewayResponse } from '../../src/gateway/gateway-response.ts'
import { exchangeFor, fakeBackend, fakeServices, runExchange } from '../gateway/fake-services.ts'
import { conformance, type Vector } from './runner.ts'

// Recorded with integrations of S3: what a payload becomes does not depend on what takes it, so HTTP integrations run here.

interface Input {
  readonly direction: 'request' | 'response'
  readonly contentType?: string | null
  readonly backendContentType?: string | null
  readonly accept?: string | null
  readonly binaryMediaTypes: readonly string[] | null
  readonly contentHandling: Integration['contentHandling'] | null
  readonly bodyBase64: string
}

interface Expected {
  readonly status?: number
  readonly bodyBase64?: string
  readonly error?: { readonly status: number; readonly message?: string }
}

conformance<Input, Expected>({
  area: 'content-handling',
  async check(vector) {
    const { error, bodyBase64 } = vector.expected
    const outcome = await (vector.input.direction === 'request' ? request(vector) : response(vector)).catch(refusalOf)
    if (error !== undefined) expect(outcome).toMatchObject(error)
    else expect(outcome).toBe(bodyBase64)
  },
})

function refusalOf(error: unknown): unknown {
  if (!(error instanceof GatewayError)) throw error
  const { status, body } = defaultGatewayResponse(error)
  return { status, ...JSON.parse(String(body)) }
}

const base64 = async (body: BodyInit | null): Promise<string> =>
  Buffer.from(await new Response(body).arrayBuffer()).toString('base64')

/** A stream in two pieces, so that nothing relies on having the whole. */
function streamOf(bodyBase64: string): ReadableStream<Uint8Array> {
  const bytes = new Uint8Array(Buffer.from(bodyBase64, 'base64'))
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, 10))
      controller.enqueue(bytes.subarray(10))
      controller.close()
    },
  })
}

const http = (members: Partial<Integration>): Integration => ({
  type: 'HTTP',
  httpMethod: 'POST',
  uri: 'https://backend.example/',
  integrationResponses: { 200: { statusCode: '200' } },
  ...members,
})

const given = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined

/** What the backend receives. */
async function request({ input }: Vector<Input, Expected>): Promise<string> {
  let received = ''
  const outbound = async ({ body }: { readonly body: BodyInit | null }) => {
    received = await base64(body)
    return new Response('')
  }
  const { contentType, binaryMediaTypes, contentHandling, bodyBase64 } = input
  await runExchange(
    exchangeFor({
      method: 'POST',
      headers: contentType ? { 'content-type': contentType } : {},
      body: streamOf(bodyBase64),
      integration: http({ contentHandling: given(contentHandling) }),
      snapshot: { binaryMediaTypes: binaryMediaTypes ?? [] },
      services: fakeServices({ outbound }),
    }),
  )
  return received
}

/** What the client receives. */
async function response({ input }: Vector<Input, Expected>): Promise<string> {
  const { accept, backendContentType, binaryMediaTypes, contentHandling, bodyBase64 } = input
  const headers = backendContentType ? { 'content-type': backendContentType } : undefined
  const { outbound } = fakeBackend(() => new Response(streamOf(bodyBase64), { headers }))
  const answer = { statusCode: '200', contentHandling: given(contentHandling) }
  const reply = await runExchange(
    exchangeFor({
      headers: accept ? { accept } : {},
      integration: http({ httpMethod: 'GET', integrationResponses: { 200: answer } }),
      snapshot: { binaryMediaTypes: binaryMediaTypes ?? [] },
      services: fakeServices({ outbound }),
    }),
  )
  return base64(reply.body as BodyInit | null)
}
