import { expect } from 'vitest'
import { requestEvent, tokenEvent } from '../../src/authorizers/lambda-authorizer-event.ts'
import { methodArn } from '../../src/authorizers/method-arn.ts'
import { exchangeFor, fakeServices } from '../gateway/fake-services.ts'
import { conformance } from './runner.ts'

// The vectors are samples of AWS's libraries, not recordings: they prove names, nesting and types. Of `requestContext` they hold a part.

type JsonObject = Readonly<Record<string, unknown>>

interface Expected {
  readonly event: JsonObject
}

const HTTP_API = 'an event of an HTTP API, which this version does not serve'

conformance<JsonObject, Expected>({
  area: 'event-authorizer',
  exceptions: ['evta-0003', 'evta-0004', 'evta-0005', 'evta-0007'].map((id) => ({ id, reason: HTTP_API })),
  check({ expected: { event } }) {
    const own = JSON.parse(eventLike(event))
    expect(Object.keys(own).sort()).toEqual(Object.keys(event).sort())
    expect(shapeOf(own)).toMatchObject(shapeOf(withoutPlaces(event)) as object)
  },
})

/** The event of the request that the sample was made of. */
function eventLike(sample: JsonObject): string {
  if (sample.version !== undefined) throw new Error('No event of a REST API')
  const [apiId = '', stageName = '', method = '', ...path] = String(sample.methodArn).split(':')[5]?.split('/') ?? []
  const [, , , region = '', accountId = ''] = String(sample.methodArn).split(':')
  const settings = { region, accountId, domain: 'execute-api.localhost' }
  const made = exchangeFor({
    method,
    path: `/${path.join('/')}`,
    headers: (sample.headers ?? {}) as Record<string, string>,
    rawQuery: new URLSearchParams((sample.queryStringParameters ?? {}) as Record<string, string>).toString(),
    pathParameters: (sample.pathParameters ?? {}) as Record<string, string>,
    stageVariables: (sample.stageVariables ?? {}) as Record<string, string>,
    services: fakeServices({ settings }),
  })
  const x = Object.assign(made, { stage: { ...made.stage, apiId, stageName } })
  const arn = methodArn(x)
  expect(arn).toBe(sample.methodArn)
  return sample.type === 'TOKEN' ? tokenEvent(String(sample.authorizationToken), arn) : requestEvent(x, arn)
}

/** Headers have the client's names; API key and certificate are there only where the call has them. */
function withoutPlaces(sample: JsonObject): JsonObject {
  if (sample.type === 'TOKEN') return sample
  const { requestContext, headers: _, multiValueHeaders: __, ...others } = sample
  const { identity, ...context } = requestContext as JsonObject
  const { apiKey: ___, clientCert: ____, ...identified } = identity as JsonObject
  return { ...others, headers: {}, multiValueHeaders: {}, requestContext: { ...context, identity: identified } }
}

/** The same with the type's name in the place of each value. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]))
}
