import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { linkUri, uriProblem } from '../../src/integrations/http-uri.ts'

describe('an integration URI', () => {
  it.each([
    ['https://b.example', {}, 'https://b.example'],
    ['https://b.example/{id}/{x}', { id: 'a%2Fb' }, 'https://b.example/a%2Fb/{x}'],
    ['https://b.example/{proxy}', { proxy: 'a//b' }, 'https://b.example/a//b'],
    ['https://b.example/?q={id}', { id: 'a&b=c+d' }, 'https://b.example/?q=a%26b=c%2Bd'],
    ['https://{id}.b.example/', { id: 'tenant-1' }, 'https://tenant-1.b.example/'],
    ['https://b.example/a#b', {}, 'https://b.example/a'],
    ['https://b.example/{constructor}', {}, 'https://b.example/{constructor}'],
  ])('%s takes its path parameters', (uri, path, expected) => {
    expect(linkUri(uri)({}, path)).toBe(expected)
  })

  it('follows the stage it is called through', () => {
    const uriOf = linkUri('https://${stageVariables.host}/{id}')
    expect(uriOf({ host: 'one.example' }, { id: '1' })).toBe('https://one.example/1')
    expect(uriOf({ host: 'two.example' }, { id: '2' })).toBe('https://two.example/2')
  })

  it('whose host is empty is a configuration error (ger-0027)', () => {
    expect(() => linkUri('https://${stageVariables.host}/a')({}, {})).toThrow(
      expect.objectContaining({ type: 'API_CONFIGURATION_ERROR' }),
    )
  })

  it.each([
    ['https://{host}.b.example/', { host: 'evil.example/' }],
    ['https://{host}/', { host: 'user@evil' }],
    ['https://b.example/files/{name}', { name: '..' }],
    ['https://b.example/files/{name}', { name: 'a/../../etc' }],
    ['https://b.example/files/{name}', { name: '%2E%2e/x' }],
    ['https://b.example/files/{name}', { name: 'a\\..\\b' }],
  ])('%s refuses a value that would lead elsewhere: %s', (uri, path) => {
    expect(() => linkUri(uri)({}, path)).toThrow(GatewayError)
  })
})

describe('what is wrong with a URI', () => {
  it.each([
    'https://b.example/{id}',
    'http://localhost:8080',
    'https://${stageVariables.host}/a',
    '${stageVariables.url}/a',
  ])('is nothing for %s', (uri) => {
    expect(uriProblem(uri)).toBeUndefined()
  })

  it.each([
    '',
    'ftp://b.example',
    'b.example',
    'https://',
    'http://${host}/',
    'arn:aws:lambda:x',
    'https://a:b@c.example/',
  ])('is said for %s', (uri) => {
    expect(uriProblem(uri)).toBeTypeOf('string')
  })
})
