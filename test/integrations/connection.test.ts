import { describe, expect, it } from 'vitest'
import { readPrivateWays } from '../../src/bindings/private-ways.ts'
import type { Integration } from '../../src/definition/rest-api.ts'
import { type ExchangeOptions, exchangeFor, fakeBackend, fakeServices, runExchange } from '../gateway/fake-services.ts'

// Where a private integration leads is our own choice; what it is made of is AWS's: developer guide, "Private integrations".

const LISTENER = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/pets/1/2'
const PRIVATE: Integration = {
  type: 'HTTP_PROXY',
  httpMethod: 'ANY',
  uri: 'http://nlb.internal:8080/orders/{proxy}',
  connectionType: 'VPC_LINK',
  connectionId: 'abc123',
}
const binding = { fetch: async () => new Response() }

async function call(environment: Record<string, unknown>, options: ExchangeOptions = {}) {
  const { outbound, received } = fakeBackend()
  const services = fakeServices({ outbound, privateWays: readPrivateWays(environment) })
  const x = exchangeFor({ integration: PRIVATE, rawQuery: 'a=1', ...options, services })
  const refusal = await runExchange(x).then(
    () => undefined,
    (error) => error,
  )
  const [sent] = received
  return { url: sent?.url, way: sent?.way, refusal, reason: refusal?.detail?.reason }
}

describe('an integration behind a VPC link', () => {
  it('calls its URI through the binding of the link', async () => {
    const { url, way } = await call({ VPC_LINK_ABC123: binding })
    expect(url).toBe('http://nlb.internal:8080/orders/{proxy}?a=1')
    expect(way).toMatchObject({ isPrivate: true, fetch: expect.any(Function) })
  })

  it('keeps path and query of its URI at the address of the link', async () => {
    const { url, way } = await call({ POSTERN_VPC_LINKS: '{"abc123":"https://tunnel.example.com/base"}' })
    expect(url).toBe('https://tunnel.example.com/base/orders/{proxy}?a=1')
    expect(way).toEqual({ isPrivate: true })
  })

  it('finds the link by a stage variable, by the name it had at deployment, and by its listener first', async () => {
    const links = JSON.stringify({ orders: 'http://by-name', [LISTENER]: 'http://by-listener' })
    const snapshot = { vpcLinks: { abc123: 'orders' } }
    const variable: Integration = { ...PRIVATE, connectionId: '${stageVariables.link}' }
    const stageVariables = { link: 'abc123' }
    const byName = await call({ POSTERN_VPC_LINKS: links }, { snapshot, integration: variable, stageVariables })
    expect(byName.url).toMatch(/^http:\/\/by-name\/orders/)
    const integration = { ...PRIVATE, integrationTarget: LISTENER }
    const byListener = await call({ POSTERN_VPC_LINKS: links }, { snapshot, integration })
    expect(byListener.url).toMatch(/^http:\/\/by-listener\/orders/)
  })

  it.each<[string, Partial<Integration>, Record<string, unknown>, string]>([
    [
      'that nothing names',
      {},
      {},
      'VPC link abc123 leads nowhere: the Worker has no binding VPC_LINK_ABC123, and POSTERN_VPC_LINKS does not name it',
    ],
    [
      'whose stage variable is not set',
      { connectionId: '${stageVariables.link}' },
      {},
      'The integration names no VPC link: its stage variable is not set',
    ],
    [
      'whose table is broken',
      {},
      { POSTERN_VPC_LINKS: '{' },
      'VPC link abc123 leads nowhere: the Worker has no binding VPC_LINK_ABC123, and POSTERN_VPC_LINKS is no JSON object like {"abc123":"https://internal.example.com"}',
    ],
  ])('%s answers 500, and the log says why', async (_, integration, environment, reason) => {
    const { refusal, reason: said } = await call(environment, { integration: { ...PRIVATE, ...integration } })
    expect(refusal).toMatchObject({ type: 'API_CONFIGURATION_ERROR' })
    expect(said).toBe(reason)
  })

  it('skips verification of TLS where a binding does, and nowhere else', async () => {
    const integration: Integration = {
      ...PRIVATE,
      uri: 'https://nlb.internal/',
      tlsConfig: { insecureSkipVerification: true },
    }
    expect((await call({ VPC_LINK_ABC123: binding }, { integration })).url).toBe('https://nlb.internal/?a=1')
    const links = (address: string) => ({ POSTERN_VPC_LINKS: JSON.stringify({ abc123: address }) })
    expect((await call(links('http://h'), { integration })).url).toBe('http://h/?a=1')
    expect((await call(links('https://h'), { integration })).reason).toMatch(/^tlsConfig.insecureSkipVerification/)
  })
})

describe("a stage's client certificate", () => {
  const integration: Integration = { type: 'HTTP_PROXY', httpMethod: 'GET', uri: 'https://backend.example.com/' }
  const certified = async (environment: Record<string, unknown>, uri: string, link?: string) => {
    const linked: Integration = link ? { ...PRIVATE, uri, connectionId: link } : { ...integration, uri }
    const { outbound, received } = fakeBackend()
    const services = fakeServices({ outbound, privateWays: readPrivateWays(environment) })
    const x = exchangeFor({ integration: linked, services })
    const stage = { ...x.stage, clientCertificateId: 'a1b2c3' }
    Object.assign(x, { stage })
    const reason = await runExchange(x).then(
      () => undefined,
      (error) => error.detail.reason,
    )
    return { way: received[0]?.way, url: received[0]?.url, reason }
  }

  it('is shown by the binding of its id', async () => {
    const { way } = await certified({ CLIENT_CERTIFICATE_A1B2C3: binding }, 'https://backend.example.com/')
    expect(way).toMatchObject({ isPrivate: false, fetch: expect.any(Function) })
  })

  it('is shown at the address of a VPC link, which may be private', async () => {
    const environment = { CLIENT_CERTIFICATE_A1B2C3: binding, POSTERN_VPC_LINKS: '{"l":"https://10.0.0.7"}' }
    const { way, url } = await certified(environment, 'http://nlb/x', 'l')
    expect([url, way]).toEqual(['https://10.0.0.7/x', { isPrivate: true, fetch: expect.any(Function) }])
  })

  it('without a binding keeps the call from being made as by a stranger', async () => {
    expect((await certified({}, 'https://backend.example.com/')).reason).toBe(
      'The stage names client certificate a1b2c3, and the Worker has no binding CLIENT_CERTIFICATE_A1B2C3 to show it to the backend',
    )
  })

  it('does not matter where there is no TLS to show it in, nor to a bound Worker', async () => {
    expect((await certified({}, 'http://backend.example.com/')).url).toBe('http://backend.example.com/')
    expect((await certified({ VPC_LINK_L: binding }, 'https://nlb/', 'l')).url).toBe('https://nlb/')
  })
})
