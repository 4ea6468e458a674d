import { GetSdkCommand, GetSdkTypeCommand, GetSdkTypesCommand } from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from './gateway-under-test.ts'

describe('SdkType', () => {
  it("is one of AWS's six, with the properties that AWS asks for (documentation of GetSdk)", async () => {
    const { client } = gatewayUnderTest()
    const { items = [] } = await client.send(new GetSdkTypesCommand({}))
    const required = items.map(({ id, configurationProperties = [] }) => [
      id,
      configurationProperties.filter((property) => property.required).map(({ name }) => name),
    ])
    expect(Object.fromEntries(required)).toEqual({
      java: ['service.name', 'java.package-name'],
      javascript: [],
      android: ['groupId', 'invokerPackage', 'artifactId', 'artifactVersion'],
      objectivec: ['classPrefix'],
      swift: ['classPrefix'],
      ruby: ['service.name'],
    })
  })

  it('is read by its id', async () => {
    const { client } = gatewayUnderTest()
    const swift = await client.send(new GetSdkTypeCommand({ id: 'swift' }))
    expect(swift).toMatchObject({ id: 'swift', configurationProperties: [{ name: 'classPrefix', required: true }] })
    await expect(client.send(new GetSdkTypeCommand({ id: 'cobol' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    })
  })

  it('is listed in pages', async () => {
    const { call } = gatewayUnderTest()
    const list = async (query: string) => (await call('GET', `/sdktypes?limit=4${query}`)).json()
    const first = await list('')
    expect(first).toMatchObject({ item: [{ id: 'java' }, {}, {}, { id: 'objectivec' }] })
    const { position } = first as { position: string }
    const second = await list(`&position=${encodeURIComponent(position)}`)
    expect(second).toEqual({
      item: [expect.objectContaining({ id: 'swift' }), expect.objectContaining({ id: 'ruby' })],
    })
  })

  it('is not generated: GetSdk says what to do instead (our own choice)', async () => {
    const { client } = gatewayUnderTest()
    const get = client.send(new GetSdkCommand({ restApiId: 'a', stageName: 'dev', sdkType: 'swift' }))
    await expect(get).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('export the API (GetExport) and generate one with a tool of your choice'),
    })
  })
})
