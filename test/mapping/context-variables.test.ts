import { expect, it } from 'vitest'
import { commonLogTime, contextVariable } from '../../src/mapping/context-variables.ts'
import { exchangeFor } from '../gateway/fake-services.ts'

// Names and forms: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html

const x = exchangeFor({ path: '/pets/1', headers: { 'user-agent': 'curl/8' }, route: { resourcePath: '/pets/{id}' } })
x.record.integrationStatus = 201
x.record.integrationLatency = 12
x.record.status = 200
x.record.errorMessage = 'Say "no"'
x.record.traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

it.each([
  ['accountId', '000000000000'],
  ['apiId', 'api1'],
  ['deploymentId', 'dep1'],
  ['domainName', 'api1.execute-api.localhost'],
  ['domainPrefix', 'api1'],
  ['endpointType', 'REGIONAL'],
  ['error.messageString', '"Say \\"no\\""'],
  ['httpMethod', 'GET'],
  ['identity.sourceIp', '203.0.113.7'],
  ['identity.userAgent', 'curl/8'],
  ['integration.latency', '12'],
  ['integration.status', '201'],
  ['integrationStatus', '201'],
  ['path', '/prod/pets/1'],
  ['protocol', 'HTTP/1.1'],
  ['requestId', '6f2f0a2e-0000-4000-8000-000000000001'],
  ['requestTime', '22/Nov/2026:08:05:09 +0000'],
  ['requestTimeEpoch', '1795334709123'],
  ['resourceId', 'res1'],
  ['resourcePath', '/pets/{id}'],
  ['stage', 'prod'],
  ['status', '200'],
  ['xrayTraceId', '1-5759e988-bd862e3fe1be46a994272793'],
])('gives $context.%s', (name, value) => {
  expect(contextVariable(x, name)).toBe(value)
})

it.each(['nothing', 'constructor', '__proto__', 'identity', 'error.responseType'])('has no $context.%s', (name) => {
  expect(contextVariable(x, name)).toBeUndefined()
})

it('serves the log of a request that was refused before its route', () => {
  const { record, arrival } = x
  expect(contextVariable({ record, arrival }, 'requestId')).toBe(arrival.requestId)
  expect(contextVariable({ record, arrival }, 'resourceId')).toBeUndefined()
})

it('writes the time of the Common Log Format in UTC', () => {
  expect(commonLogTime(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe('02/Jan/2026:03:04:05 +0000')
})
