import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, newDesk, pets, TWO } from '../desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => desk.clear())

describe('postern apis and postern routes', () => {
  it('list what is there, page by page', async () => {
    for (const title of ['One', 'Two', 'Three'])
      await desk.type(['deploy', await desk.file('a.json', pets(TWO, title))])
    const { code, stdout } = await desk.type(['apis'])
    expect(code).toBe(0)
    expect(stdout).toEqual([
      'ID    NAME   CREATED',
      'api1  One    2025-06-15 15:06 UTC',
      'api2  Two    2025-06-15 15:06 UTC',
      'api3  Three  2025-06-15 15:06 UTC',
    ])
    expect(JSON.parse((await desk.type(['--json', 'apis'])).text)).toHaveLength(3)
  })

  it('say what to do when there is nothing', async () => {
    expect((await desk.type(['apis'])).text).toContain('npx postern deploy FILE')
  })

  it('find an API by id or by name', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    for (const api of ['api1', 'Pets']) {
      const { text } = await desk.type(['routes', api])
      expect(text).toContain('Pets (api1), 2 routes')
      expect(text).toContain('GET  /pets/{petId}  HTTP_PROXY http://origin/pet')
      expect(text).toContain(`Stage prod  ${desk.gateway.endpoint}/_aws/execute-api/api1/prod`)
    }
    const { code, errors } = await desk.type(['routes', 'Dogs'])
    expect(code).toBe(1)
    expect(errors).toMatch(/No API has the id or name "Dogs"\.\n.*npx postern apis/)
  })
})
