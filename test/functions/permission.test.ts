import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPermission, mayCall } from '../../src/functions/permission.ts'
import type { FunctionPermission, PublishedFunction } from '../../src/functions/published-function.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html, and ArnLike of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

const API = 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5'
const CALLER = `${API}/prod/GET/pets`

const permission = (more: Partial<FunctionPermission> = {}): FunctionPermission => ({
  statementId: 'api',
  action: 'lambda:InvokeFunction',
  principal: 'apigateway.amazonaws.com',
  ...more,
})

describe('lets an API call', () => {
  it.each([
    ['without a source', {}],
    ['by its method', { sourceArn: CALLER }],
    ['by any stage, method and path', { sourceArn: `${API}/*/*/*` }],
    ['by any path of one method', { sourceArn: `${API}/prod/GET/*` }],
    ['by anything of the API', { sourceArn: `${API}/*` }],
    ['by any account and region', { sourceArn: 'arn:aws:execute-api:*:*:a1b2c3d4e5/*' }],
    ['by one character', { sourceArn: `${API}/prod/GET/pet?` }],
    ['by its account', { sourceAccount: '123456789012' }],
    ['with every action', { action: 'lambda:*' }],
    ['with the action in other letters (actions are not case-sensitive)', { action: 'lambda:invokefunction' }],
    ['with everybody', { principal: '*' }],
  ])('%s', (_name, more) => expect(mayCall([permission(more)], CALLER)).toBe(true))
})

describe('does not let an API call', () => {
  it.each([
    ['by another method', { sourceArn: `${API}/prod/POST/pets` }],
    ['by another API', { sourceArn: 'arn:aws:execute-api:us-east-1:123456789012:zzzzzzzzzz/*' }],
    ['by letters of another case', { sourceArn: `${API}/PROD/GET/pets` }],
    ['by what is longer', { sourceArn: `${API}/prod/GET/pets/*` }],
    ['by a star across the parts of an ARN', { sourceArn: 'arn:aws:execute-api:*' }],
    ['by another account', { sourceAccount: '999999999999' }],
    ['by its account and another method', { sourceAccount: '123456789012', sourceArn: `${API}/prod/POST/pets` }],
    ['with another action', { action: 'lambda:GetFunction' }],
    ['as another service', { principal: 's3.amazonaws.com' }],
    ['as an account', { principal: '123456789012' }],
  ])('%s', (_name, more) => expect(mayCall([permission(more)], CALLER)).toBe(false))

  it('without any statement', () => expect(mayCall([], CALLER)).toBe(false))
})

it('asks for one statement that allows all of it', () => {
  const statements = [permission({ sourceAccount: '999999999999' }), permission({ sourceArn: `${API}/*` })]
  expect(mayCall(statements, CALLER)).toBe(true)
})

/** The same as a regular expression, part by part. */
function naive(pattern: string, arn: string): boolean {
  const parts = (text: string) => {
    const all = text.split(':')
    return [...all.slice(0, 5), ...(all.length > 5 ? [all.slice(5).join(':')] : [])]
  }
  const wanted = parts(pattern)
  const given = parts(arn)
  const expression = (part: string) =>
    new RegExp(
      `^${part
        .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
      's',
    )
  return wanted.length === given.length && wanted.every((part, i) => expression(part).test(given[i] ?? ''))
}

it('reads stars and question marks as a regular expression would', () => {
  const letters = (...all: string[]) =>
    fc.array(fc.constantFrom(...all), { maxLength: 14 }).map((text) => text.join(''))
  fc.assert(
    fc.property(letters('a', 'b', ':', '*', '?', '/'), letters('a', 'b', ':', '/', '.'), (end, arnEnd) => {
      const prefix = 'arn:aws:execute-api:'
      const sourceArn = prefix + end
      expect(mayCall([permission({ sourceArn })], prefix + arnEnd)).toBe(naive(sourceArn, prefix + arnEnd))
    }),
    { numRuns: 2_000 },
  )
})

it('takes no time over a pattern of many stars', () => {
  const sourceArn = `${API}/${'*a'.repeat(1_000)}b`
  const start = performance.now()
  expect(mayCall([permission({ sourceArn })], `${API}/${'a'.repeat(8_000)}`)).toBe(false)
  expect(performance.now() - start).toBeLessThan(500)
})

describe('a policy', () => {
  const published = (permissions: PublishedFunction['permissions']) =>
    ({ name: 'hello', permissions }) as unknown as PublishedFunction
  const statement = [permission({ sourceArn: `${API}/*` })]

  it('holds for the qualifier that it was added for alone', () => {
    const hello = published({ '': statement, prod: statement })
    expect(() => checkPermission(hello, undefined, CALLER)).not.toThrow()
    expect(() => checkPermission(hello, 'prod', CALLER)).not.toThrow()
    expect(() => checkPermission(hello, '7', CALLER)).toThrow(`The policy of hello:7 does not let ${CALLER} invoke it`)
  })

  it('of the function does not hold for $LATEST by that name, for which AWS takes none (its error says so)', () => {
    expect(() => checkPermission(published({ '': statement }), '$LATEST', CALLER)).toThrow('hello:$LATEST')
  })

  it.each(['constructor', '__proto__', 'toString'])('is not found in what every object has: %s', (qualifier) => {
    expect(() => checkPermission(published({}), qualifier, CALLER)).toThrow('does not let')
  })
})
