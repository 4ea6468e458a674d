import { expect } from 'vitest'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { defaultGatewayResponse } from '../../src/gateway/gateway-response.ts'
import { fromLooseBase64 } from '../../src/lib/base64.ts'
import { exchangeFor, fakeFunctions, fakeServices, runExchange } from '../gateway/fake-services.ts'
import { conformance } from './runner.ts'

interface Input {
  readonly lambdaReturns: unknown
  readonly accept?: string
  readonly binaryMediaTypes?: readonly string[]
  readonly integrationHttpMethod?: string
}

interface Expected {
  readonly status: number
  readonly body?: string
  readonly bodyJson?: unknown
  readonly bodyIs?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Set behind the phases, by the runtime, and by CloudFront. */
const SET_LATER = /^(?:connection|content-length|date|via|x-cache|x-amz-cf-.*|x-amz-apigw-id|x-amzn-requestid)$/i

conformance<Input, Expected>({
  area: 'lambda-proxy-response',
  async check({ id, input, expected }) {
    const { status, headers, body } = await answer(input, id === 'lpr-0015')
    expect(status).toBe(expected.status)
    const bytes = new Uint8Array(await new Response(body).arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    if (expected.body !== undefined) expect(text).toBe(expected.body)
    if (expected.bodyJson !== undefined) expect(JSON.parse(text)).toEqual(expected.bodyJson)
    if (expected.bodyIs !== undefined) {
      const { body: base64 } = input.lambdaReturns as { readonly body: string }
      expect(bytes).toEqual(
        /verbatim/.test(expected.bodyIs) ? new TextEncoder().encode(base64) : fromLooseBase64(base64),
      )
    }
    if (expected.headers === undefined) return
    const own = Object.entries(expected.headers).filter(([name]) => !SET_LATER.test(name))
    expect(headers.keys().sort()).toEqual(own.map(([name]) => name.toLowerCase()).sort())
    for (const [name, value] of own) if (!value.startsWith('<')) expect(headers.get(name)).toBe(value)
  },
})

/** lpr-0015 is a function that raised; a result of null is none. */
async function answer(input: Input, raised: boolean) {
  const { accept, binaryMediaTypes = [], integrationHttpMethod: httpMethod = 'POST' } = input
  const payload = JSON.stringify(raised ? { errorType: 'TypeError', errorMessage: 'no text' } : input.lambdaReturns)
  const { functions } = fakeFunctions({ payload, ...(raised && { functionError: 'Unhandled' }) })
  const uri =
    'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations'
  const x = exchangeFor({
    integration: { type: 'AWS_PROXY', httpMethod, uri },
    snapshot: { binaryMediaTypes },
    services: fakeServices({ functions }),
    ...(accept !== undefined && { headers: { accept } }),
  })
  return runExchange(x).catch((error) => {
    if (error instanceof GatewayError) return defaultGatewayResponse(error)
    throw error
  })
}
