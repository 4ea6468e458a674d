import { describe, expect, it } from 'vitest'
import { DatabaseError } from '../../src/bindings/database.ts'
import { handleManagement } from '../../src/control/handle.ts'
import { ControlError } from '../../src/errors/control-error.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const errorOf = async (response: Response) => [
  response.status,
  response.headers.get('x-amzn-errortype'),
  ((await response.json()) as { message: string }).message,
]

describe('the management API', () => {
  it('answers the health check to anyone', async () => {
    const { services } = gatewayUnderTest()
    const strangers = { ...services, authenticate: () => Promise.reject(new Error('asked for credentials')) }
    const response = await handleManagement(new Request('http://localhost/_postern/health'), strangers)
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
  })

  it('does nothing for a call that protection refuses', async () => {
    const { services, db } = gatewayUnderTest()
    const refuse = () => Promise.reject(new ControlError('InvalidSignatureException', 'no'))
    const request = new Request('http://localhost/restapis', { method: 'POST', body: '{"name":"a"}' })
    const response = await handleManagement(request, { ...services, authenticate: refuse })
    expect(await errorOf(response)).toEqual([403, 'InvalidSignatureException', 'no'])
    expect(db.counts.statements).toBe(0)
  })

  it.each([
    ['POST', '/restapis', '{"name":', 'SerializationException'],
    ['POST', '/restapis', '"name"', 'SerializationException'],
    ['POST', '/restapis', '{"name": true}', 'SerializationException'],
    ['POST', '/restapis', '{"name": "a", "minimumCompressionSize": 1.5}', 'SerializationException'],
    ['POST', '/restapis', '{"name": "a", "colour": "red"}', 'BadRequestException'],
    ['POST', '/restapis', '{"name": "a", "__proto__": "red"}', 'BadRequestException'],
    ['POST', '/restapis', '{}', 'BadRequestException'],
    ['POST', '/restapis', '', 'BadRequestException'],
  ])('refuses the body of %s %s: %s', async (method, path, body, type) => {
    const { call } = gatewayUnderTest()
    const [status, name] = await errorOf(await call(method, path, body))
    expect([status, name]).toEqual([400, type])
  })

  it('says of a wrong type what AWS says (cpl-0062)', async () => {
    const { call } = gatewayUnderTest()
    expect(await errorOf(await call('POST', '/restapis', '{"name": true}'))).toEqual([
      400,
      'SerializationException',
      'class java.lang.Boolean can not be converted to an String',
    ])
  })

  it.each([
    ['GET', '/restapis/abc/stages/prod/sdks/javascript', 'GetSdk'],
    ['GET', '/apikeys', 'GetApiKeys'],
    ['POST', '/apikeys?mode=import&format=csv', 'ImportApiKeys'],
    ['POST', '/v2/apis', 'CreateApi'],
  ])('refuses %s %s by the name of its operation, and says why', async (method, path, operation) => {
    const { call } = gatewayUnderTest()
    expect(await errorOf(await call(method, path, method === 'GET' ? undefined : '{}'))).toEqual([
      400,
      'BadRequestException',
      expect.stringMatching(`^The operation ${operation} is not served by this version of Postern: .+\\.$`),
    ])
  })

  it('answers 404 where AWS has no operation', async () => {
    const { call } = gatewayUnderTest()
    expect((await errorOf(await call('GET', '/nothing')))[1]).toBe('NotFoundException')
    expect((await errorOf(await call('GET', '/restapis/%ff')))[1]).toBe('NotFoundException')
  })

  it('names the services it does not serve', async () => {
    const { services } = gatewayUnderTest()
    const request = new Request('http://localhost/', { headers: { 'x-test-service': 'iam' } })
    expect((await errorOf(await handleManagement(request, services)))[2]).toContain("'iam' is not served")
  })

  it('says that nothing was changed when the database cannot carry out a call, and tells the log why', async () => {
    const { services, lines } = gatewayUnderTest()
    const full = () => Promise.reject(new DatabaseError(new Error('database or disk is full: SQLITE_FULL')))
    const request = new Request('http://localhost/restapis', { method: 'POST', body: '{"name":"a"}' })
    const response = await handleManagement(request, { ...services, db: { all: full, batch: full } })
    const [status, type, message] = await errorOf(response)
    expect([status, type]).toEqual([503, 'ServiceUnavailableException'])
    expect(message).toContain('nothing was changed')
    expect(lines.join()).toContain('SQLITE_FULL')
  })

  it('tells a caller nothing of a failure within, and its log everything', async () => {
    const { call, db, lines } = gatewayUnderTest()
    db.before = () => {
      throw new Error('disk I/O error')
    }
    const [status, type, message] = await errorOf(await call('GET', '/restapis'))
    expect([status, type]).toEqual([500, 'InternalFailure'])
    expect(message).not.toContain('disk')
    expect(lines.join()).toContain('disk I/O error')
  })
})

describe('the log of an API', () => {
  it('is read from a cursor on, in bounded pages', async () => {
    const { call, services } = gatewayUnderTest()
    const { id } = (await (await call('POST', '/restapis', '{"name":"a"}')).json()) as { id: string }
    const asked: number[][] = []
    const logs = {
      ...services.logs,
      read: async (_: string, cursor: number, limit: number) => {
        asked.push([cursor, limit])
        return { lines: [{ kind: 'record' as const, text: '{}' }], cursor: cursor + 1 }
      },
    }
    const read = (query: string) =>
      handleManagement(new Request(`http://localhost/_postern/logs/${id}${query}`), { ...services, logs })
    expect(await (await read('?after=7&limit=5')).json()).toEqual({
      lines: [{ kind: 'record', text: '{}' }],
      cursor: 8,
    })
    await read('')
    await read('?limit=99999')
    expect(asked).toEqual([
      [7, 5],
      [0, 100],
      [0, 1000],
    ])
    expect((await read('?after=-1')).status).toBe(400)
  })

  it('is not there for an API that is not', async () => {
    const { call } = gatewayUnderTest()
    expect((await call('GET', '/_postern/logs/abc')).status).toBe(404)
  })
})
