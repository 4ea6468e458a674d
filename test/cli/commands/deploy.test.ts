import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { main } from '../../../src/cli/main.ts'
import { type Desk, newDesk, pets, TWO } from '../desk.ts'
import { fakeTerminal } from '../fake-terminal.ts'

let desk: Desk

/** From `TWO` to `/pets` elsewhere and `/cats`. */
const CHANGED = `
  +  route  GET /cats
  ~  route  GET /pets
       integration.uri: "http://origin/pets" → "http://origin/v2/pets"
  -  route  GET /pets/{petId}
`

beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => desk.clear())

describe('postern deploy', () => {
  it('creates an API and prints each route with its invoke URL', async () => {
    const { code, text } = await desk.type(['deploy', await desk.file('pets.json', pets(TWO))])
    expect(code).toBe(0)
    expect(text).toContain('Created Pets (api1) and deployed it to stage prod: 2 changes')
    expect(text).toMatch(/\+ {2}route {2}GET \/pets\n/)
    expect(text).toContain(`GET  ${desk.gateway.endpoint}/_aws/execute-api/api1/prod/pets/{petId}`)
    expect((await desk.client.getStages('api1')).map(({ stageName }) => stageName)).toEqual(['prod'])
  })

  it('updates the same API the second time and prints what changed', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    const changed = pets({ '/pets': 'http://origin/v2/pets', '/cats': 'http://origin/cats' })
    const { code, text } = await desk.type(['deploy', await desk.file('b.json', changed), '--stage', 'dev'])
    expect(code).toBe(0)
    expect(await desk.client.getRestApis()).toHaveLength(1)
    expect(text).toContain('Updated Pets (api1) and deployed it to stage dev: 3 changes')
    expect(text).toContain(CHANGED)
  })

  it('says so when no route changed', async () => {
    const path = await desk.file('a.json', pets(TWO))
    await desk.type(['deploy', path])
    expect((await desk.type(['deploy', path])).text).toContain('no changes')
  })

  it('reads YAML', async () => {
    const yaml =
      'openapi: 3.0.1\ninfo: {title: Yaml, version: "1"}\npaths:\n  /y:\n    get:\n      responses: {}\n      x-amazon-apigateway-integration: {type: mock}\n'
    expect((await desk.type(['deploy', await desk.file('a.yaml', yaml)])).text).toContain('Created Yaml (api1)')
  })

  it('takes the name of --name, and finds the API by it again', async () => {
    const path = await desk.file('a.json', pets(TWO))
    await desk.type(['deploy', path, '--name', 'Pets of the shop'])
    expect((await desk.type(['deploy', path, '--name=Pets of the shop'])).text).toContain(
      'Updated Pets of the shop (api1)',
    )
    expect((await desk.client.getRestApi('api1')).name).toBe('Pets of the shop')
  })

  it('updates the API of --api whatever its name', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO, 'Old'))])
    const { text } = await desk.type(['deploy', await desk.file('b.json', pets(TWO, 'New')), '--api', 'api1'])
    expect(text).toContain('Updated New (api1)')
    expect(text).toMatch(/~ {2}setting {2}name\n {7}"Old" → "New"/)
  })

  it('asks which one when several APIs have the name', async () => {
    const path = await desk.file('a.json', pets(TWO))
    await desk.type(['deploy', path])
    await desk.client.importRestApi(new Uint8Array(await readFile(path)))
    const { code, errors } = await desk.type(['deploy', path])
    expect(code).toBe(64)
    expect(errors).toMatch(/2 APIs are named "Pets": api1, api2\.\n.*--api ID/)
  })

  it('shows the warnings of the import with their place', async () => {
    const document = { ...pets(TWO), 'x-amazon-apigateway-unheard-of': {} }
    expect((await desk.type(['deploy', await desk.file('a.json', document)])).text).toMatch(
      /warnings?:\n {2}! .*x-amazon-apigateway-unheard-of/,
    )
  })

  it('prints one JSON value with --json', async () => {
    const { stdout, stderr } = await desk.type(['deploy', await desk.file('a.json', pets(TWO)), '--json'])
    expect(stderr).toEqual([])
    expect(JSON.parse(stdout.join('\n'))).toMatchObject({
      api: { id: 'api1', name: 'Pets' },
      created: true,
      stage: 'prod',
      deploymentId: expect.stringMatching(/^id\d+$/),
      changes: [{ change: 'added', kind: 'route', name: 'GET /pets' }, { name: 'GET /pets/{petId}' }],
      routes: [{ method: 'GET', path: '/pets', url: `${desk.gateway.endpoint}/_aws/execute-api/api1/prod/pets` }, {}],
    })
  })

  it.each([
    ['a file that is not there', 'none.json', undefined, 'there is no such file'],
    ['what is no OpenAPI', 'a.json', '{"hello": 1}', 'neither `swagger` nor `openapi`'],
    ['broken JSON', 'a.json', '{"openapi": "3.0.1", ', 'is no OpenAPI document'],
    ['a document without a title', 'a.json', '{"openapi":"3.0.1","info":{},"paths":{}}', 'no info.title'],
    ['a version that we do not read', 'a.json', '{"openapi":"4.0.0","info":{"title":"x"},"paths":{}}', '/openapi'],
  ])('exits 65 for %s, and sends nothing', async (_name, name, content, message) => {
    const path = content === undefined ? join(desk.folder, name) : await desk.file(name, content)
    const { code, errors } = await desk.type(['deploy', path])
    expect(code).toBe(65)
    expect(errors).toContain(message)
    expect(desk.gateway.calls).toEqual([])
  })

  it('exits 65 with the place when the gateway refuses the document', async () => {
    const document = { ...pets({}), paths: { 'no-slash': {} } }
    const { code, errors } = await desk.type(['deploy', await desk.file('a.json', document)])
    expect(code).toBe(65)
    expect(errors).toMatch(/refused the document, and nothing was changed: .*\n {2}\/paths\/no-slash: /)
  })

  it('says what was done when publishing fails after the import', async () => {
    const path = await desk.file('a.json', pets(TWO))
    const terminal = fakeTerminal({ env: { POSTERN_ENDPOINT: desk.gateway.endpoint } })
    const calls = desk.gateway.calls
    // The third call: list, import, routes, then the deployment.
    const push = calls.push.bind(calls)
    calls.push = (call) => {
      if (call.includes('/deployments'))
        desk.gateway.failNext = { type: 'ServiceUnavailableException', message: 'later' }
      return push(call)
    }
    expect(await main(['deploy', path], terminal)).toBe(1)
    expect(terminal.stderr.join('\n')).toMatch(/was imported, but not published: later\n.*serves what it served before/)
  })
})

describe('postern deploy --dry-run', () => {
  it('exits 2 when something would change, and changes nothing', async () => {
    const { code, text } = await desk.type(['deploy', await desk.file('a.json', pets(TWO)), '--dry-run'])
    expect(code).toBe(2)
    expect(text).toContain('Would create Pets on stage prod: 3 changes')
    expect(text).toContain('+  stage  prod')
    expect(desk.gateway.calls.every((call) => call.startsWith('GET '))).toBe(true)
  })

  it('exits 0 when nothing would change', async () => {
    const path = await desk.file('a.json', pets(TWO))
    await desk.type(['deploy', path])
    const { code, text } = await desk.type(['deploy', path, '--dry-run'])
    expect(text).toContain('Would update Pets (api1) on stage prod: no changes')
    expect(code).toBe(0)
  })

  it('shows routes and settings that would change', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    const changed = {
      ...pets({ '/pets': 'http://origin/v2' }),
      'x-amazon-apigateway-binary-media-types': ['image/png'],
    }
    const { code, stdout } = await desk.type(['deploy', await desk.file('b.json', changed), '--dry-run', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout[0] ?? '')).toMatchObject({
      dryRun: true,
      changes: [
        { change: 'added', kind: 'setting', name: 'binaryMediaTypes', members: [{ after: ['image/png'] }] },
        { change: 'changed', kind: 'route', name: 'GET /pets', members: [{ member: 'integration.uri' }] },
        { change: 'removed', kind: 'route', name: 'GET /pets/{petId}' },
      ],
    })
  })

  it('shows before what the deploy shows after', async () => {
    await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
    const changed = pets({ '/pets': 'http://origin/v2/pets', '/cats': 'http://origin/cats' })
    const file = await desk.file('b.json', changed)
    const before = await desk.type(['deploy', file, '--dry-run'])
    expect(before.text).toContain(CHANGED.trimEnd())
    expect((await desk.type(['deploy', file])).text).toContain(CHANGED)
  })

  it('exits 65 with every place when the document would be refused', async () => {
    const document = { ...pets({}), paths: { 'no-slash': {}, neither: {} } }
    const { code, errors } = await desk.type(['deploy', await desk.file('a.json', document), '--dry-run'])
    expect(code).toBe(65)
    expect(errors).toMatch(/would be refused:\n.*no-slash.*\n.*neither/)
  })
})
