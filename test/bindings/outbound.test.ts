import { describe, expect, it } from 'vitest'
import { fetchOutbound, isPublic, type OutboundRequest } from '../../src/bindings/outbound.ts'
import { HeaderMap } from '../../src/lib/header-map.ts'

it.each(['example.com', 'api.example.co.uk', '93.184.216.34', '[2606:2800:220:1::1]', 'localhost.example.com'])(
  'lets a deployed gateway reach %s',
  (host) => expect(isPublic(host)).toBe(true),
)

it.each([
  'localhost',
  'db.localhost',
  'metadata.google.internal',
  'printer.local',
  'backend',
  '127.0.0.1',
  '127.8.8.8',
  '10.0.0.1',
  '172.16.3.4',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[fe80::1]',
  '[fc00::1]',
  '[::ffff:127.0.0.1]',
  '[::7f00:1]',
  '[64:ff9b::7f00:1]',
  '[::ffff:10.0.0.1]',
])('refuses %s, which is private', (host) => expect(isPublic(host)).toBe(false))

/** As workerd says it of a connection that was refused, or reset before an answer. */
const lost = () => Object.assign(new Error('Network connection lost.'), { retryable: true })

async function sent(request: Partial<OutboundRequest>, outcomes: (() => Promise<Response> | Response)[]) {
  const retries: string[] = []
  let attempts = 0
  const fetch = async () => (outcomes[attempts++] ?? (() => new Response('too often')))()
  const outcome = await fetchOutbound({ allowedPrivateHosts: [] })({
    url: 'https://backend.example.com/',
    method: 'GET',
    headers: new HeaderMap(),
    body: null,
    timeoutInMillis: 200,
    ...request,
    way: { fetch, isPrivate: false, ...request.way },
    onRetry: (reason) => retries.push(reason),
    ...('onRetry' in request && { onRetry: request.onRetry }),
  }).then(
    (response) => response.text(),
    (error) => error.failure,
  )
  return { outcome, attempts, retries }
}

const fails = (error: () => unknown) => () => Promise.reject(error())
const answers = () => new Response('answer')

describe('a connection that is lost before an answer', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])('is tried once more for %s', async (method) => {
    const once = await sent({ method }, [fails(lost), answers])
    expect(once).toEqual({ outcome: 'answer', attempts: 2, retries: ['Network connection lost.'] })
    const twice = await sent({ method }, [fails(lost), fails(lost), answers])
    expect([twice.outcome, twice.attempts]).toEqual(['unreachable', 2])
  })

  it.each(['POST', 'PATCH', 'TRACE'])('is final for %s, which may not be carried out twice', async (method) => {
    expect(await sent({ method }, [fails(lost), answers])).toEqual({ outcome: 'unreachable', attempts: 1, retries: [] })
  })

  it('is tried again with a body that is still at hand, not with one that has gone', async () => {
    for (const body of ['text', new Uint8Array(2)]) {
      expect((await sent({ method: 'PUT', body }, [fails(lost), answers])).outcome).toBe('answer')
    }
    const stream = new Response('gone').body
    expect((await sent({ method: 'PUT', body: stream }, [fails(lost), answers])).attempts).toBe(1)
  })

  it('is final for a caller who does not ask for more: what an AWS service is asked with GET may do something', async () => {
    expect((await sent({ onRetry: undefined }, [fails(lost), answers])).attempts).toBe(1)
  })

  it('is final when it is anything else, or when the time is up', async () => {
    expect((await sent({}, [fails(() => new Error('internal error')), answers])).attempts).toBe(1)
    const late = () =>
      new Promise<Response>((_, reject) =>
        setTimeout(() => reject(Object.assign(new DOMException('', 'TimeoutError'), { retryable: true })), 250),
      )
    expect(await sent({}, [late, answers])).toEqual({ outcome: 'timeout', attempts: 1, retries: [] })
    const lostLate = () => new Promise<Response>((_, reject) => setTimeout(() => reject(lost()), 250))
    expect((await sent({}, [lostLate, answers])).attempts).toBe(1)
  })
})

describe('a private address', () => {
  it('is refused on any way but one whose end the configuration names', async () => {
    const url = 'https://10.0.0.7/'
    expect((await sent({ url }, [answers])).outcome).toBe('refused-address')
    expect((await sent({ url, way: { isPrivate: true } }, [answers])).outcome).toBe('answer')
  })
})
