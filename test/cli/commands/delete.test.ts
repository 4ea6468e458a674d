import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, newDesk, pets, TWO } from '../desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => desk.clear())

describe('postern delete', () => {
  beforeEach(async () => void (await desk.type(['deploy', await desk.file('a.json', pets(TWO))])))

  const apis = async () => (await desk.client.getRestApis()).length

  it('asks first', async () => {
    const no = await desk.type(['delete', 'Pets'], { interactive: true })
    expect(no.questions).toEqual(['Delete Pets (api1) with all its stages and deployments?'])
    expect([no.code, await apis()]).toEqual([1, 1])
    const yes = await desk.type(['delete', 'Pets'], { interactive: true, says: true })
    expect([yes.code, yes.text, await apis()]).toEqual([0, 'Deleted Pets (api1).', 0])
  })

  it('wants --yes where nobody can be asked', async () => {
    const { code, errors } = await desk.type(['delete', 'Pets'])
    expect([code, await apis()]).toEqual([64, 1])
    expect(errors).toContain('--yes')
    expect((await desk.type(['delete', 'Pets', '--yes', '--json'])).text).toBe(
      '{"deleted":{"id":"api1","name":"Pets"}}',
    )
  })
})
