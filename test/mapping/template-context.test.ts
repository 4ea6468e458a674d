import { describe, expect, it } from 'vitest'
import { contextVariable } from '../../src/mapping/context-variables.ts'
import { requestOverride, responseOverride } from '../../src/mapping/overrides.ts'
import { printValue } from '../../src/mapping/print.ts'
import { refreshContext, templateContext } from '../../src/mapping/template-context.ts'
import type { Value, ValueMap } from '../../src/mapping/values.ts'
import { exchangeFor } from '../gateway/fake-services.ts'

const exchange = () =>
  exchangeFor({ path: '/sqs', method: 'POST', headers: { 'user-agent': 'python/requests/tests' }, body: '' })

function mapAt(map: ValueMap, ...names: readonly string[]): ValueMap {
  return names.reduce((at, name) => {
    const found = at.get(name)
    if (!(found instanceof Map)) throw new Error(`${name} is no map`)
    return found
  }, map)
}

describe('$context in a template', () => {
  it('shows the names that AWS shows, in its order (recorded: asi-0006)', () => {
    const context = templateContext(exchange())
    expect([...context.keys()]).toEqual(
      (
        'resourceId resourcePath httpMethod extendedRequestId requestTime path accountId protocol requestOverride stage ' +
        'domainPrefix requestTimeEpoch requestId identity domainName deploymentId responseOverride apiId'
      ).split(' '),
    )
    expect([...mapAt(context, 'identity').keys()]).toEqual(
      (
        'cognitoIdentityPoolId accountId cognitoIdentityId caller sourceIp principalOrgId accessKey ' +
        'cognitoAuthenticationType cognitoAuthenticationProvider userArn userAgent user'
      ).split(' '),
    )
    expect([...mapAt(context, 'requestOverride').keys()]).toEqual(['path', 'header', 'querystring'])
    expect([...mapAt(context, 'responseOverride').keys()]).toEqual(['header'])
  })

  it('prints nothing for a map within it (recorded: asi-0006)', () => {
    const context = templateContext(exchange())
    for (const name of ['identity', 'requestOverride', 'responseOverride'])
      expect(printValue(context.get(name) ?? 0)).toBe('')
  })

  it('has the values of the request, null where there is none', () => {
    const context = templateContext(exchange())
    expect(context.get('httpMethod')).toBe('POST')
    expect(context.get('path')).toBe('/prod/sqs')
    expect(context.get('requestTimeEpoch')).toBe(1795334709123)
    expect(mapAt(context, 'identity').get('userAgent')).toBe('python/requests/tests')
    expect(mapAt(context, 'identity').get('caller')).toBeNull()
    expect(context.get('nothing')).toBeUndefined()
    expect(context.get('constructor')).toBeUndefined()
    expect(context.has('__proto__')).toBe(false)
  })

  it('also reads the variables of access logs, without showing them (our own choice)', () => {
    const x = exchange()
    const context = templateContext(x)
    x.record.integrationStatus = 201
    expect(context.get('integrationStatus')).toBe(201)
    expect(mapAt(context, 'integration').get('status')).toBe(201)
    expect(context.has('status')).toBe(false)
    expect([...context.keys()]).not.toContain('integrationStatus')
  })

  it('learns of a canary, an authorizer and an error', () => {
    const x = exchange()
    const context = templateContext(x)
    x.record.isCanaryRequest = false
    x.record.errorMessage = 'Say "no"'
    const claims = new Map<Value, Value>([['sub', 'abc']])
    const authorizer = new Map<Value, Value>([
      ['principalId', 'me'],
      ['claims', claims],
    ])
    refreshContext(context, { ...x, arrival: x.arrival, record: x.record, authorizer })
    expect(context.get('isCanaryRequest')).toBe('false')
    expect(mapAt(context, 'error').get('messageString')).toBe('"Say \\"no\\""')
    expect(mapAt(context, 'authorizer', 'claims').get('sub')).toBe('abc')
    expect(contextVariable({ ...x, authorizer }, 'authorizer.claims.sub')).toBe('abc')
    expect(contextVariable({ ...x, authorizer }, 'authorizer.claims')).toBeUndefined()
    expect(contextVariable({ ...x, authorizer }, 'authorizer.constructor')).toBeUndefined()
  })
})

describe('overrides', () => {
  it('are read back, and survive from the request to the response (recorded: vtl-0230, vtl-0233)', () => {
    const x = exchange()
    const context = templateContext(x)
    mapAt(context, 'requestOverride', 'path').set('body', '{}')
    mapAt(context, 'requestOverride', 'header').set('a', ['1', 2])
    mapAt(context, 'responseOverride').set('status', 444)
    mapAt(context, 'responseOverride').set('custom', 'is also passed around')
    mapAt(context, 'responseOverride', 'header').set('foo', 'bar')
    refreshContext(context, x)
    expect(mapAt(context, 'responseOverride').get('custom')).toBe('is also passed around')
    expect(requestOverride(context)).toEqual({
      path: [['body', '{}']],
      header: [
        ['a', '1'],
        ['a', '2'],
      ],
      querystring: [],
    })
    expect(responseOverride(context)).toEqual({ status: 444, header: [['foo', 'bar']] })
  })

  it.each([
    ['200', 200],
    [599, 599],
    [600, undefined],
    [99, undefined],
    ['abc', undefined],
    [null, undefined],
  ])('of the status %j are %j', (status, expected) => {
    const context = templateContext(exchange())
    mapAt(context, 'responseOverride').set('status', status)
    expect(responseOverride(context).status).toBe(expected)
  })

  it('that a template has broken are none', () => {
    const context = templateContext(exchange())
    context.set('requestOverride', 'x')
    mapAt(context, 'responseOverride').set('header', 'x')
    expect(requestOverride(context)).toEqual({ path: [], header: [], querystring: [] })
    expect(responseOverride(context)).toEqual({ header: [] })
  })
})
