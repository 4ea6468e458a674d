import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { utf8 } from '../../src/aws/sigv4-encoding.ts'
import { type Client, createClient } from '../../src/client/client.ts'
import { type FakeGateway, startFakeGateway } from '../cli/fake-gateway.ts'

let gateway: FakeGateway
let client: Client
const credentials = { accessKeyId: 'local', secretAccessKey: 'local', region: 'us-east-1' }

beforeAll(async () => {
  gateway = await startFakeGateway()
  client = createClient({ endpoint: gateway.endpoint, ...credentials })
})
afterAll(() => gateway.close())

const MOCK = { responses: {}, 'x-amazon-apigateway-integration': { type: 'MOCK' } }

const document = (title: string) =>
  utf8(JSON.stringify({ openapi: '3.0.1', info: { title, version: '1' }, paths: { '/pets': { get: MOCK } } }))

describe('the client', () => {
  it('imports, reads, replaces, publishes and deletes an API', async () => {
    const api = await client.importRestApi(document('pets & co'))
    expect(api).toMatchObject({ name: 'pets & co' })
    expect(await client.getRestApi(api.id)).toMatchObject({ name: 'pets & co' })
    expect(await client.putRestApi(api.id, document('cats'))).toMatchObject({ id: api.id, name: 'cats' })
    const { id: deploymentId } = await client.createDeployment(api.id, { stageName: 'prod' })
    expect(await client.getStages(api.id)).toMatchObject([{ stageName: 'prod', deploymentId }])
    await client.deleteRestApi(api.id)
    await expect(client.getRestApi(api.id)).rejects.toMatchObject({ type: 'NotFoundException', status: 404 })
  })

  it('puts all pages of a list together', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await client.importRestApi(document(name))
    expect((await client.getRestApis()).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it("sends an import as AWS's clients do", async () => {
    gateway.calls.length = 0
    await client.importRestApi(document('x'), { basepath: 'prepend', failOnWarnings: true })
    expect(gateway.calls).toEqual(['POST /restapis?mode=import&basepath=prepend&failonwarnings=true'])
  })

  it("passes on AWS's exception name and message", async () => {
    await expect(client.getResources('none/../..')).rejects.toMatchObject({ type: 'NotFoundException' })
    gateway.failNext = { type: 'ConflictException', message: 'Changed meanwhile' }
    const conflict = { type: 'ConflictException', status: 409, message: 'Changed meanwhile' }
    await expect(client.getRestApis()).rejects.toMatchObject(conflict)
    // As AWS itself writes the name.
    const headers = { 'x-amzn-errortype': 'ConflictException:http://internal.amazon.com/' }
    const fetch = async () => Response.json({ message: 'Changed meanwhile' }, { status: 409, headers })
    const aws = createClient({ endpoint: 'http://x', ...credentials, fetch })
    await expect(aws.getRestApis()).rejects.toMatchObject(conflict)
  })

  it('says when its key is not the one of the gateway', async () => {
    const wrong = createClient({ endpoint: gateway.endpoint, ...credentials, secretAccessKey: 'other' })
    await expect(wrong.getRestApis()).rejects.toMatchObject({ type: 'InvalidSignatureException', status: 403 })
  })

  it('says when nothing answers, and when what answers is no gateway', async () => {
    const nowhere = createClient({ endpoint: 'http://127.0.0.1:1', ...credentials })
    await expect(nowhere.getRestApis()).rejects.toMatchObject({ type: 'Unreachable', status: 0 })
    for (const status of [200, 404]) {
      const page = createClient({
        endpoint: 'http://x',
        ...credentials,
        fetch: async () => new Response('<html>', { status }),
      })
      await expect(page.getRestApis()).rejects.toMatchObject({ type: 'NotAGateway', status })
    }
  })

  it('does not page for ever when a list repeats its position', async () => {
    const fetch = async () => Response.json({ item: [], position: 'again' })
    await expect(createClient({ endpoint: 'http://x', ...credentials, fetch }).getRestApis()).rejects.toThrow(
      'same page',
    )
  })
})
