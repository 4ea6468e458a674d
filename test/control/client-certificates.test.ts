import { createPrivateKey, X509Certificate } from 'node:crypto'
import {
  CreateDeploymentCommand,
  DeleteClientCertificateCommand,
  GenerateClientCertificateCommand,
  GetClientCertificateCommand,
  GetClientCertificatesCommand,
  GetStageCommand,
  ImportRestApiCommand,
  UpdateClientCertificateCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { handleManagement } from '../../src/control/handle.ts'
import { readMasterKey } from '../../src/control/master-key.ts'
import { accountResourceOf, selectAccountResource } from '../../src/control/store/account-resource.ts'
import { masterKeyOf, type Sealed } from '../../src/lib/sealed.ts'
import { encoded, PETS } from './documents.ts'
import { gatewayUnderTest, MASTER_KEY } from './gateway-under-test.ts'

const DAY_MILLIS = 86_400_000

async function withCertificate() {
  const gateway = gatewayUnderTest()
  const answer = await gateway.raw(new GenerateClientCertificateCommand({ description: 'orders' }))
  const certificate = JSON.parse(answer.body)
  return { ...gateway, answer, certificate, clientCertificateId: certificate.clientCertificateId as string }
}

/** A stage that shows its backends the certificate. */
async function withStage() {
  const gateway = await withCertificate()
  const { client, clientCertificateId } = gateway
  const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(PETS) }))).id ?? ''
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
  const setCertificate = (value: string) =>
    client.send(
      new UpdateStageCommand({
        restApiId,
        stageName: 'dev',
        patchOperations: [{ op: 'replace', path: '/clientCertificateId', value }],
      }),
    )
  await setCertificate(clientCertificateId)
  return { ...gateway, restApiId, setCertificate }
}

describe('ClientCertificate', () => {
  it('is a real certificate of one year, generated with a key of its own (documentation)', async () => {
    const { answer, certificate, clock } = await withCertificate()
    expect(answer.status).toBe(201)
    expect(certificate).toEqual({
      clientCertificateId: expect.stringMatching(/^[a-z0-9]{6}$/),
      description: 'orders',
      pemEncodedCertificate: expect.stringContaining('-----BEGIN CERTIFICATE-----\r\n'),
      createdDate: clock.now / 1000,
      expirationDate: (clock.now + 365 * DAY_MILLIS) / 1000,
    })
    const x509 = new X509Certificate(certificate.pemEncodedCertificate)
    expect(x509.verify(x509.publicKey)).toBe(true)
    expect(Date.parse(x509.validTo)).toBe(certificate.expirationDate * 1000)
  })

  it('is read and listed as it was generated; one that is read shows its tags, if only {} (our own choice, after cpl-0052)', async () => {
    const { client, raw, certificate, clientCertificateId } = await withCertificate()
    const read = await raw(new GetClientCertificateCommand({ clientCertificateId }))
    expect([read.status, JSON.parse(read.body)]).toEqual([200, { ...certificate, tags: {} }])
    const listed = await raw(new GetClientCertificatesCommand({}))
    expect(JSON.parse(listed.body)).toEqual({ item: [certificate] })
    const tagged = await client.send(new GenerateClientCertificateCommand({ tags: { team: 'shop' } }))
    expect(tagged.tags).toEqual({ team: 'shop' })
  })

  it('has its private key stored under the master key, and neither shows nor logs it', async () => {
    const { db, lines, certificate, clientCertificateId, call } = await withCertificate()
    const [row] = await db.all(selectAccountResource('ClientCertificate', clientCertificateId))
    const { privateKey } = accountResourceOf<{ privateKey: Sealed }>(row ?? {}).body
    const place = `ClientCertificate/${clientCertificateId}`
    const bytes = await masterKeyOf([MASTER_KEY]).open(privateKey, place)
    const key = createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' })
    expect(new X509Certificate(certificate.pemEncodedCertificate).checkPrivateKey(key)).toBe(true)
    const shown = await (await call('GET', `/clientcertificates/${clientCertificateId}`)).text()
    const everywhere = [JSON.stringify(row), shown, ...lines].join()
    expect(everywhere).not.toContain(Buffer.from(bytes).toString('base64').slice(0, 40))
    expect(shown).not.toContain('privateKey')
  })

  it.each([
    [undefined, /^This gateway has no master key\. .*POSTERN_MASTER_KEY.*openssl rand -base64 32/],
    ['', /^This gateway has no master key\./],
    ['secret', /^The master key of this gateway is not usable\./],
    [Buffer.alloc(31).toString('base64'), /^The master key of this gateway is not usable\./],
  ])('is not generated where the secret POSTERN_MASTER_KEY is %j (our own choice)', async (secret, message) => {
    const { services, client } = gatewayUnderTest()
    const request = new Request('http://localhost:8787/clientcertificates', { method: 'POST', body: '{}' })
    const answer = await handleManagement(request, { ...services, masterKey: () => readMasterKey(secret) })
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, 'BadRequestException'])
    expect((await answer.json()) as object).toEqual({ message: expect.stringMatching(message) })
    expect((await client.send(new GetClientCertificatesCommand({}))).items).toEqual([])
  })

  it('takes another description, and nothing else (documentation)', async () => {
    const { client, clientCertificateId } = await withCertificate()
    const update = (path: string) =>
      client.send(
        new UpdateClientCertificateCommand({
          clientCertificateId,
          patchOperations: [{ op: 'replace', path, value: 'second' }],
        }),
      )
    expect(await update('/description')).toMatchObject({ clientCertificateId, description: 'second', tags: {} })
    await expect(update('/pemEncodedCertificate')).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Invalid patch path /pemEncodedCertificate',
    })
  })

  it('answers 404 for an id that names none (our own words, after cpl-0054)', async () => {
    const { client } = gatewayUnderTest()
    const clientCertificateId = 'nosuch'
    const refusal = { name: 'NotFoundException', message: 'Invalid Client Certificate identifier specified' }
    for (const command of [
      client.send(new GetClientCertificateCommand({ clientCertificateId })),
      client.send(new UpdateClientCertificateCommand({ clientCertificateId })),
      client.send(new DeleteClientCertificateCommand({ clientCertificateId })),
    ]) {
      await expect(command).rejects.toMatchObject(refusal)
    }
  })

  it('is deleted', async () => {
    const { client, raw, clientCertificateId } = await withCertificate()
    const deleted = await raw(new DeleteClientCertificateCommand({ clientCertificateId }))
    expect(deleted).toMatchObject({ status: 202, body: '' })
    expect((await client.send(new GetClientCertificatesCommand({}))).items).toEqual([])
  })

  it('stays while a stage has it (our own words)', async () => {
    const { client, clientCertificateId, restApiId, setCertificate } = await withStage()
    await expect(client.send(new DeleteClientCertificateCommand({ clientCertificateId }))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: `Cannot delete client certificate. Client certificate '${clientCertificateId}', is referenced in [${restApiId}:dev] in format of [RestApi:Stage].`,
    })
    await setCertificate('')
    const stage = await client.send(new GetStageCommand({ restApiId, stageName: 'dev' }))
    expect(stage).not.toHaveProperty('clientCertificateId')
    await client.send(new DeleteClientCertificateCommand({ clientCertificateId }))
  })

  it('is what a stage may name; another id is refused and the stage keeps what it had (our own choice)', async () => {
    const { client, clientCertificateId, restApiId, setCertificate } = await withStage()
    await expect(setCertificate('nosuch')).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Client Certificate identifier specified',
    })
    const stage = await client.send(new GetStageCommand({ restApiId, stageName: 'dev' }))
    expect(stage.clientCertificateId).toBe(clientCertificateId)
  })

  it.each([
    ['{"description":1}', 'SerializationException'],
    ['{"tags":{"a":1}}', 'SerializationException'],
    ['{"key":"x"}', 'BadRequestException'],
  ])('refuses the body %s', async (body, type) => {
    const answer = await gatewayUnderTest().call('POST', '/clientcertificates', body)
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, type])
  })
})
