import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, targetOf } from '../../src/routing/host-mapping.ts'

const local = { managementHosts: ['localhost', '127.0.0.1', '[::1]'], domain: 'execute-api.localhost', pathForm: true }
const at = (url: string, settings = local) => addressOf(targetOf(url), settings)

describe('the host decides first', () => {
  it.each([
    ['http://localhost:8787/restapis', { kind: 'management', path: '/restapis' }],
    ['http://127.0.0.1:8787/', { kind: 'management', path: '/' }],
    ['http://[::1]:8787/_postern/health', { kind: 'management', path: '/_postern/health' }],
    ['http://LOCALHOST/x?y=/z', { kind: 'management', path: '/x' }],
    [
      'http://abc.execute-api.localhost:8787/prod/pets/1',
      { kind: 'invoke', apiId: 'abc', stageName: 'prod', path: '/pets/1' },
    ],
    ['http://abc.execute-api.localhost/prod', { kind: 'invoke', apiId: 'abc', stageName: 'prod', path: '/' }],
    ['http://abc.execute-api.localhost/prod?q=1', { kind: 'invoke', apiId: 'abc', stageName: 'prod', path: '/' }],
    // Recorded on AWS: `//stage/x` is `/stage/x`, while later doubles stay.
    ['http://abc.execute-api.localhost//prod//x', { kind: 'invoke', apiId: 'abc', stageName: 'prod', path: '//x' }],
    ['http://abc.execute-api.localhost/', { kind: 'unknown' }],
    [
      'http://localhost/_aws/execute-api/abc/prod/pets',
      { kind: 'invoke', apiId: 'abc', stageName: 'prod', path: '/pets' },
    ],
    ['http://localhost/_aws/execute-api/abc', { kind: 'unknown' }],
    ['http://localhost/_aws/execute-api/abc/', { kind: 'unknown' }],
    ['http://shop.example/restapis', { kind: 'unknown' }],
    ['http://shop.example/_postern/health', { kind: 'unknown' }],
    ['http://localhost.evil.example/restapis', { kind: 'unknown' }],
    ['http://a.b.execute-api.localhost/prod/x', { kind: 'unknown' }],
    ['http://execute-api.localhost/prod/x', { kind: 'unknown' }],
  ])('%s', (url, address) => {
    expect(at(url)).toEqual(address)
  })

  it('serves no path form on the management host unless it is switched on', () => {
    const path = '/_aws/execute-api/abc/prod/pets'
    expect(at(`http://localhost${path}`, { ...local, pathForm: false })).toEqual({ kind: 'management', path })
  })

  it('has no host form without a domain', () => {
    expect(at('http://abc.execute-api.localhost/prod/x', { ...local, domain: '' })).toEqual({ kind: 'unknown' })
  })
})

it('splits a URL as the standard does', () => {
  const part = fc.stringMatching(/^[a-z0-9%/._~!$&'()*+,;=:@-]{0,20}$/)
  fc.assert(
    fc.property(part, part, fc.boolean(), (path, query, withPort) => {
      const url = new URL(`http://host.example${withPort ? ':8787' : ''}/${path}?${query}`)
      expect(targetOf(url.href)).toEqual({ host: url.hostname, path: url.pathname, rawQuery: url.search.slice(1) })
    }),
  )
})
