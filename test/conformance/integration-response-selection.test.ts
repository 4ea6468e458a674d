import { expect } from 'vitest'
import type { Integration, IntegrationResponse } from '../../src/definition/rest-api.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { defaultGatewayResponse } from '../../src/gateway/gateway-response.ts'
import { linkSelection } from '../../src/integrations/integration-responses.ts'
import { exchangeFor, fakeBackend, fakeFunctions, fakeServices, runExchange, textOf } from '../gateway/fake-services.ts'
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
  readonly requestTemplate?: string
  readonly responseTemplate?: string
  readonly requestBody?: unknown
  readonly lambdaReturns?: unknown
  readonly lambdaResult?: { readonly functionError: 'Unhandled'; readonly payload: unknown }
}

interface Expected {
  readonly selectedStatusCode?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly bodyJson?: unknown
  readonly error?: { readonly gatewayResponseType: string; readonly status: number; readonly message: string }
}

const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations'

conformance<Input, Expected>({
  area: 'integration-response-selection',
  async check({ input, expected }) {
    const { selectionValue, integrationType } = input
    if (selectionValue !== undefined && expected.error === undefined) {
      expect(selected(input, selectionValue)).toBe(expected.selectedStatusCode)
      return
    }
    const isLambda = integrationType.startsWith('AWS')
    const outcome = await (isLambda ? answerOfFunction(input) : answer(input)).catch(refusalOf)
    if (expected.error !== undefined) expect(outcome).toMatchObject(expected.error)
    else {
      const { bodyJson, ...others } = expected
      expect(outcome).toMatchObject(others)
      if (bodyJson !== undefined) expect(JSON.parse((outcome as { body: string }).body)).toEqual(bodyJson)
    }
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

/** What a function returned, or how it failed. */
async function answerOfFunction(input: Input) {
  const { integrationResponses, requestTemplate, responseTemplate, requestBody, lambdaReturns, lambdaResult } = input
  const { functions } = fakeFunctions({
    payload: JSON.stringify(lambdaResult?.payload ?? lambdaReturns),
    ...(lambdaResult && { functionError: lambdaResult.functionError }),
  })
  const templates = (template: string | undefined): Record<string, string> =>
    template === undefined ? {} : { 'application/json': template }
  const integration: Integration = {
    type: 'AWS',
    httpMethod: 'POST',
    uri: LAMBDA,
    requestTemplates: templates(requestTemplate),
    integrationResponses: Object.fromEntries(
      (integrationResponses ?? []).map((each) => [
        each.statusCode,
        { ...each, responseTemplates: templates(responseTemplate) },
      ]),
    ),
  }
  const body = JSON.stringify(requestBody ?? {})
  const reply = await runExchange(
    exchangeFor({ method: 'POST', body, integration, services: fakeServices({ functions }) }),
  )
  return { status: reply.status, headers: Object.fromEntries(reply.headers), body: await textOf(reply) }
}

function refusalOf(error: unknown) {
  if (!(error instanceof GatewayError)) throw error
  const { status, body } = defaultGatewayResponse(error)
  return { gatewayResponseType: error.type, status, message: JSON.parse(String(body)).message }
}
