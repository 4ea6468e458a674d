import { expect } from 'vitest'
import type { Integration, IntegrationResponse } from '../../src/definition/rest-api.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { defaultGatewayResponse } from '../../src/gateway/gateway-response.ts'
import { linkSelection } from '../../src/integrations/integration-responses.ts'
import { exchangeFor, fakeBackend, fakeServices, runExchange, textOf } from '../gateway/fake-services.ts'
import { conformance } from './runner.ts'

interface Input {
  readonly integrationType: string
  readonly integrationResponses: readonly IntegrationResponse[] | null
  /** What is matched: a status, or a function's error message. */
  readonly selectionValue?: string
  readonly backendStatus?: number
  readonly backendHeaders?: Readonly<Record<string, string>>
  readonly backendBody?: string
  readonly accept?: string | null
}

interface Expected {
  readonly selectedStatusCode?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly error?: { readonly gatewayResponseType: string; readonly status: number; readonly message: string }
}

const LAMBDA = 'needs integration type AWS'

conformance<Input, Expected>({
  area: 'integration-response-selection',
  exceptions: [
    { id: 'irs-0012', reason: LAMBDA },
    { id: 'irs-0013', reason: LAMBDA },
    { id: 'irs-0020', reason: LAMBDA },
  ],
  async check({ input, expected }) {
    const { selectionValue, integrationType } = input
    if (selectionValue !== undefined && expected.error === undefined) {
      expect(selected(input, selectionValue)).toBe(expected.selectedStatusCode)
      return
    }
    if (integrationType.startsWith('AWS')) throw new Error(LAMBDA)
    const outcome = await answer(input).catch(refusalOf)
    if (expected.error !== undefined) expect(outcome).toMatchObject(expected.error)
    else expect(outcome).toMatchObject(expected)
  },
})

function selected({ integrationResponses }: Input, value: string): string | undefined {
  const responses = (integrationResponses ?? []).map(({ statusCode, selectionPattern }) => ({
    ...(selectionPattern && { pattern: selectionPattern }),
    linked: statusCode,
  }))
  return linkSelection(responses)(value)
}

async function answer(input: Input) {
  const { integrationType, integrationResponses, backendHeaders, backendBody, accept } = input
  const status = input.backendStatus ?? Number(input.selectionValue ?? 200)
  const { outbound } = fakeBackend(() => new Response(backendBody ?? '', { status, headers: backendHeaders }))
  const integration: Integration = {
    type: integrationType as Integration['type'], // HTTP and HTTP_PROXY alone come here.
    httpMethod: 'GET',
    uri: 'https://backend.example/',
    integrationResponses: Object.fromEntries(
      (integrationResponses ?? []).map((each) => [
        each.statusCode,
        { ...each, responseTemplates: each.responseTemplates ?? {} },
      ]),
    ),
  }
  const headers: Record<string, string> = accept ? { accept } : {}
  const reply = await runExchange(exchangeFor({ headers, integration, services: fakeServices({ outbound }) }))
  return { status: reply.status, headers: Object.fromEntries(reply.headers), body: await textOf(reply) }
}

function refusalOf(error: unknown) {
  if (!(error instanceof GatewayError)) throw error
  const { status, body } = defaultGatewayResponse(error)
  return { gatewayResponseType: error.type, status, message: JSON.parse(String(body)).message }
}
