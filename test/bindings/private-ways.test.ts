import { describe, expect, it } from 'vitest'
import { readPrivateWays } from '../../src/bindings/private-ways.ts'

const LISTENER = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/pets/1/2'
const binding = (answer: string) => ({ fetch: async (url: string) => new Response(`${answer} ${url}`) })

describe('a VPC link', () => {
  it('leads to the binding of its id, in upper case and with a _ for what a name cannot hold', async () => {
    const ways = readPrivateWays({ VPC_LINK_ORDERS_LINK_2: binding('bound') })
    const target = ways.vpcLink('orders-link.2')
    expect(target?.base).toBeUndefined()
    expect(target?.way.isPrivate).toBe(true)
    expect(await (await target?.way.fetch?.('http://nlb/x', {}))?.text()).toBe('bound http://nlb/x')
    expect(ways.vpcLink('orders-link.2')).toBe(target)
  })

  it('leads to the address that POSTERN_VPC_LINKS has for its id, its name or a listener', () => {
    const { vpcLink, fault } = readPrivateWays({
      POSTERN_VPC_LINKS: JSON.stringify({
        abc123: 'https://internal.example.com/',
        orders: 'http://10.0.0.7:8080/base//',
        [LISTENER]: 'tunnel.example.com',
      }),
    })
    expect(vpcLink('abc123')).toEqual({ way: { isPrivate: true }, base: 'https://internal.example.com' })
    expect(vpcLink('orders')?.base).toBe('http://10.0.0.7:8080/base')
    expect(vpcLink(LISTENER)?.base).toBe('https://tunnel.example.com')
    expect(vpcLink('constructor')).toBeUndefined()
    expect(fault).toBeUndefined()
  })

  it('leads nowhere by a variable that only looks like its binding', () => {
    expect(readPrivateWays({ VPC_LINK_A: 'http://127.0.0.1' }).vpcLink('a')).toBeUndefined()
  })
})

describe('POSTERN_VPC_LINKS', () => {
  it.each(['{', '[]', '"x"', '7', 'null'])('that is %s is a fault, and leads nowhere', (text) => {
    const ways = readPrivateWays({ POSTERN_VPC_LINKS: text })
    expect(ways.fault).toMatch(/^POSTERN_VPC_LINKS is no JSON object/)
    expect(ways.vpcLink('a')).toBeUndefined()
  })

  it.each([
    7,
    '',
    'ftp://a',
    'https://',
    'https://user:pass@host',
    'https://host/?q=1',
    'https://host/#f',
    'https://a b',
    'javascript:alert(1)',
  ])('names the link whose address is %j, and serves the others', (address) => {
    const { vpcLink, fault } = readPrivateWays({
      POSTERN_VPC_LINKS: JSON.stringify({ bad: address, good: 'http://h' }),
    })
    expect(fault).toBe('POSTERN_VPC_LINKS names no http(s) address for bad')
    expect(vpcLink('bad')).toBeUndefined()
    expect(vpcLink('good')?.base).toBe('http://h')
  })
})

it('shows a client certificate by the binding of its id', () => {
  const ways = readPrivateWays({ CLIENT_CERTIFICATE_A1B2C3: binding('certified') })
  expect(ways.clientCertificate('a1b2c3')).toMatchObject({ isPrivate: false })
  expect(ways.clientCertificate('other1')).toBeUndefined()
})
