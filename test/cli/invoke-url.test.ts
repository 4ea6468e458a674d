import { expect, it } from 'vitest'
import { invokeUrlsOf } from '../../src/cli/invoke-url.ts'
import type { Session } from '../../src/cli/session.ts'

// The contract of invoke URLs: README.md and docs/deploying.md.
const urlAt = async (endpoint: string, domain: string, pathForm: boolean) => {
  const session = { endpoint, client: { getGateway: async () => ({ domain, pathForm }) } }
  // Only these two members are asked for.
  return (await invokeUrlsOf(session as unknown as Session))('abc', 'prod', '/pets')
}

it('shows the path form where it is served, which needs no name resolution', async () => {
  expect(await urlAt('http://localhost:8787', 'execute-api.localhost', true)).toBe(
    'http://localhost:8787/_aws/execute-api/abc/prod/pets',
  )
})

it('shows the host form of a deployed gateway', async () => {
  expect(await urlAt('https://manage.example.com', 'apis.example.com', false)).toBe(
    'https://abc.apis.example.com/prod/pets',
  )
  expect(await urlAt('http://manage.test:8080', 'apis.test', false)).toBe('http://abc.apis.test:8080/prod/pets')
})
