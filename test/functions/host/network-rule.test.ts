import { describe, expect, it } from 'vitest'
import { destinationOf } from '../../../src/functions/host/network-rule.ts'
import type { FunctionNetwork } from '../../../src/functions/host/protocol.ts'

// All of it is our own choice; that nothing goes around it is what test/e2e/function-isolation.e2e.test.ts shows.

const network = (more: Partial<FunctionNetwork> = {}): FunctionNetwork => ({
  allowedHosts: [],
  allowedPrivateHosts: [],
  gateway: {
    managementHosts: ['localhost', '127.0.0.1', 'admin.example.com'],
    domain: 'apis.example.com',
    pathForm: true,
  },
  ...more,
})
const kindOf = (url: string, more?: Partial<FunctionNetwork>) => destinationOf(new URL(url).href, network(more)).kind

describe('where a function may go', () => {
  it.each([
    ['https://a1.apis.example.com/prod/x'],
    ['http://A1.APIS.example.com.:8787/prod/x'],
    ['http://localhost:8787/_aws/execute-api/a1/prod/x'],
    ['http://127.1/_aws/execute-api/a1/prod/'],
  ])('to the gateway’s own APIs: %s', (url) => {
    expect(kindOf(url)).toBe('gateway')
  })

  it.each([
    ['https://admin.example.com/restapis'],
    ['http://localhost/'],
    ['http://localhost/_aws/execute-api'],
    ['http://localhost/_aws/execute-api/a1/prod/../../../restapis'],
    ['http://localhost/_aws/execute-api/a1/%2e%2e/%2e%2e/../restapis'],
    ['http://0x7f.1/restapis'],
    ['http://2130706433/restapis'],
  ])('never to the management API: %s', (url) => {
    expect(kindOf(url, { allowedHosts: ['*'], allowedPrivateHosts: ['*'] })).toBe('refused')
  })

  it.each([
    ['api.example.com', 'https://api.example.com/', 'outside'],
    ['api.example.com', 'https://api.example.com.:8443/', 'outside'],
    ['api.example.com', 'https://x.api.example.com/', 'refused'],
    ['*.example.org', 'https://a.b.example.org/', 'outside'],
    ['*.example.org', 'https://example.org/', 'refused'],
    ['*.example.org', 'https://evilexample.org/', 'refused'],
    ['*', 'https://anything.example/', 'outside'],
    ['*', 'http://10.0.0.1/', 'refused'],
    ['*', 'http://[::ffff:127.0.0.1]/', 'refused'],
    ['*', 'http://db.internal/', 'refused'],
    ['*', 'http://169.254.169.254/latest/meta-data/', 'refused'],
    ['10.0.0.1', 'http://10.0.0.1/', 'refused'],
    ['*', 'ftp://api.example.com/', 'refused'],
  ])('with POSTERN_ALLOW_HOSTS=%s, to %s: %s', (pattern, url, kind) => {
    expect(kindOf(url, { allowedHosts: [pattern] })).toBe(kind)
  })

  it('to private hosts that the gateway’s owner allows too', () => {
    expect(kindOf('http://10.0.0.1/', { allowedHosts: ['10.0.0.1'], allowedPrivateHosts: ['10.0.0.1'] })).toBe(
      'outside',
    )
    expect(kindOf('http://10.0.0.1/', { allowedHosts: ['*'], allowedPrivateHosts: ['*'] })).toBe('outside')
    expect(kindOf('http://10.0.0.1/', { allowedPrivateHosts: ['*'] })).toBe('refused')
  })
})
