import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/aws/sigv4-encoding.ts'
import { type Desk, newDesk, pets, TWO } from '../desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => desk.clear())

/** Three deployments of stage prod; their ids, oldest first. */
async function threeDeployments(): Promise<string[]> {
  for (const uri of ['http://origin/1', 'http://origin/2', 'http://origin/3'])
    await desk.type(['deploy', await desk.file('a.json', pets({ '/pets': uri }))])
  return (await desk.client.getDeployments('api1')).map(({ id }) => id)
}

const served = async () => (await desk.client.getStage('api1', 'prod')).deploymentId

describe('postern rollback', () => {
  it('lets the stage serve the deployment before, and says how to undo it', async () => {
    const [, second, third] = await threeDeployments()
    const { code, stdout } = await desk.type(['rollback', 'Pets', 'prod'])
    expect([code, await served()]).toEqual([0, second])
    expect(stdout).toEqual([
      `Stage prod of Pets (api1) serves deployment ${second} of 2025-06-15 15:06 UTC.`,
      `Undo it with: npx postern rollback api1 prod ${third}`,
    ])
    await desk.type(['rollback', 'api1', 'prod', third ?? ''])
    expect(await served()).toBe(third)
  })

  it('takes any deployment by its id, and prints one JSON value with --json', async () => {
    const [first, , third] = await threeDeployments()
    const { stdout } = await desk.type(['rollback', 'Pets', 'prod', first ?? '', '--json'])
    expect(stdout.map((line) => JSON.parse(line))).toEqual([
      { api: { id: 'api1', name: 'Pets' }, stage: 'prod', from: third, to: first },
    ])
  })

  it.each([
    ['no such stage', ['prod2'], /has no stage "prod2"\.\n.*npx postern stages api1/],
    ['no such deployment', ['prod', 'none'], /has no deployment "none"\.\n.*npx postern history api1/],
  ])('refuses %s, and moves nothing', async (_, words, message) => {
    const [, , third] = await threeDeployments()
    const { code, errors } = await desk.type(['rollback', 'Pets', ...words])
    expect([code, await served()]).toEqual([1, third])
    expect(errors).toMatch(message)
  })

  it('refuses to go back beyond the oldest, or to where the stage is', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    expect((await desk.type(['rollback', 'Pets', 'prod'])).errors).toContain('serves the oldest deployment there is')
    expect((await desk.type(['rollback', 'Pets', 'prod', await served()])).errors).toContain('already')
  })
})

describe('postern history and postern stages', () => {
  it('show deployments newest first, and which stages serve them', async () => {
    const [first, second, third] = await threeDeployments()
    await desk.client.createStage('api1', { stageName: 'dev', deploymentId: first ?? '' })
    const { stdout } = await desk.type(['history', 'Pets'])
    expect(stdout.map((line) => line.trimEnd().split(/ {2,}/))).toEqual([
      ['DEPLOYMENT', 'CREATED', 'STAGES', 'DESCRIPTION'],
      [third, '2025-06-15 15:06 UTC', 'prod'],
      [second, '2025-06-15 15:06 UTC'],
      [first, '2025-06-15 15:06 UTC', 'dev'],
    ])
    const { deployments } = JSON.parse((await desk.type(['history', 'Pets', '--json'])).text)
    expect(deployments[2]).toEqual({ id: first, createdDate: 1_750_000_000, stages: ['dev'] })
  })

  it("show a canary's share", async () => {
    const [first, , third] = await threeDeployments()
    await desk.client.updateStage('api1', 'prod', [
      { op: 'replace', path: '/canarySettings/deploymentId', value: first ?? '' },
      { op: 'replace', path: '/canarySettings/percentTraffic', value: '10' },
    ])
    const { stdout } = await desk.type(['stages', 'Pets'])
    expect(stdout.map((line) => line.split(/ {2,}/))).toEqual([
      ['STAGE', 'DEPLOYMENT', 'UPDATED', 'URL'],
      [
        'prod',
        `${third}, 10 % ${first}`,
        '2025-06-15 15:06 UTC',
        `${desk.gateway.endpoint}/_aws/execute-api/api1/prod`,
      ],
    ])
    expect((await desk.type(['history', 'Pets'])).text).toContain('prod (10 % canary)')
    const { stages } = JSON.parse((await desk.type(['stages', 'Pets', '--json'])).text)
    expect(stages[0]).toMatchObject({ stageName: 'prod', canarySettings: { percentTraffic: 10 } })
  })

  it('say what to do when there is nothing', async () => {
    const document = utf8(JSON.stringify(pets(TWO)))
    await desk.client.importRestApi(document)
    for (const command of ['stages', 'history'])
      expect((await desk.type([command, 'api1'])).text).toContain('npx postern deploy FILE')
  })
})
