import { describe, expect, it } from 'vitest'
import { readLambdaAuthorizerResult } from '../../src/authorizers/lambda-authorizer-result.ts'

const STATEMENT = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }
const RESULT = { principalId: '123', policyDocument: { Version: '2012-10-17', Statement: [STATEMENT] } }
const read = (result: unknown) => readLambdaAuthorizerResult(JSON.stringify(result))
const withStatement = (statement: unknown) => read({ ...RESULT, policyDocument: { Statement: [statement] } })

describe('a result of a Lambda authorizer', () => {
  it('is principal, policy, context and API key', () => {
    expect(read({ ...RESULT, context: { a: 'b', n: 1.5, t: false }, usageIdentifierKey: 'k' })).toEqual({
      principalId: '123',
      policy: RESULT.policyDocument,
      context: [
        ['a', 'b'],
        ['n', '1.5'],
        ['t', 'false'],
      ],
      usageIdentifierKey: 'k',
    })
  })

  it('may have an empty principal (a published log of AWS), one statement alone, an empty context (pol-0069), members of its own', () => {
    expect(read({ ...RESULT, principalId: '' })).toMatchObject({ principalId: '' })
    expect(read({ ...RESULT, policyDocument: { Statement: STATEMENT } })).toMatchObject({
      policy: { Statement: [STATEMENT] },
    })
    expect(read({ ...RESULT, context: {} })).toMatchObject({ context: [] })
    expect(read({ ...RESULT, more: [] })).toMatchObject({ principalId: '123' })
  })

  it('keeps every digit of a number, and names that mean something to JavaScript', () => {
    const context = '{"__proto__":"x","constructor":1,"id":12345678901234567890.10}'
    const payload = `{"context":${context},${JSON.stringify(RESULT).slice(1)}`
    expect(readLambdaAuthorizerResult(payload)).toMatchObject({
      context: [
        ['__proto__', 'x'],
        ['constructor', '1'],
        ['id', '12345678901234567890.10'],
      ],
    })
  })

  it.each([
    ['nothing of it (pol-0056)', {}],
    ['no policy (pol-0057)', { principalId: '123' }],
    ['a policy that is a text (pol-0058)', { principalId: '123', policyDocument: 'not list' }],
    ['a policy without statements', { principalId: '123', policyDocument: {} }],
    ['a statement that is a text (pol-0062)', { principalId: '123', policyDocument: { Statement: ['string'] } }],
    [
      'a statement without an action (pol-0063)',
      { principalId: '123', policyDocument: { Statement: [{ 'no action': '123' }] } },
    ],
    [
      'a statement without an effect (pol-0064)',
      { principalId: '123', policyDocument: { Statement: [{ Action: 'execute-api:Invoke' }] } },
    ],
    ['a context that is a text (pol-0070)', { ...RESULT, context: 'a string' }],
    ['a context that is true (pol-0072)', { ...RESULT, context: true }],
    ['a context that is null (pol-0073)', { ...RESULT, context: null }],
    ['a context that is a list', { ...RESULT, context: ['a'] }],
    ['a list in its context (documentation)', { ...RESULT, context: { a: ['b'] } }],
    ['an object in its context (documentation)', { ...RESULT, context: { a: {} } }],
    ['null in its context (pol-0076)', { ...RESULT, context: { nothing: null } }],
    ['a principal that is an object', { ...RESULT, principalId: {} }],
    ['a principal that is null', { ...RESULT, principalId: null }],
    ['an API key that is a list', { ...RESULT, usageIdentifierKey: ['k'] }],
    ['a version that is an object', { ...RESULT, policyDocument: { Version: {}, Statement: [STATEMENT] } }],
    ['more than 64 KB', { ...RESULT, context: { a: 'x'.repeat(65_536) } }],
  ])('cannot be used with %s', (_, result) => {
    expect(read(result)).toBeTypeOf('string')
  })

  it.each([
    ['an effect in lower case', { ...STATEMENT, Effect: 'allow' }],
    ['a member of another case', { ...STATEMENT, action: '*' }],
    ['a principal, which such a policy does not have', { ...STATEMENT, Principal: '*' }],
    ['Action and NotAction', { ...STATEMENT, NotAction: 'x' }],
    ['Resource and NotResource', { ...STATEMENT, NotResource: 'x' }],
    ['no resource', { Effect: 'Allow', Action: '*' }],
    ['a resource that is an object', { ...STATEMENT, Resource: {} }],
    ['null among its resources', { ...STATEMENT, Resource: ['*', null] }],
    ['a resource of 513 characters (documentation)', { ...STATEMENT, Resource: 'a'.repeat(513) }],
    ['a condition that is a text', { ...STATEMENT, Condition: 'x' }],
    ['a condition whose keys are a list', { ...STATEMENT, Condition: { Bool: ['x'] } }],
    ['a condition whose value is an object', { ...STATEMENT, Condition: { Bool: { 'aws:SecureTransport': {} } } }],
  ])('cannot be used with a statement that has %s', (_, statement) => {
    expect(withStatement(STATEMENT)).toBeTypeOf('object')
    expect(withStatement(statement)).toBeTypeOf('string')
  })

  it('is told why without its values', () => {
    const fault = withStatement({ ...STATEMENT, Resource: 'secret'.repeat(100) })
    expect(fault).toMatch(/has more than 512 characters$/)
    expect(fault).not.toContain('secret')
    expect(readLambdaAuthorizerResult('secret')).not.toContain('secret')
  })

  it('may be nested as deep as it likes without an end in our stack', () => {
    expect(readLambdaAuthorizerResult(`{"context":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)).toBeTypeOf('string')
  })
})
