import {
  CreateDeploymentCommand,
  CreateDocumentationPartCommand,
  CreateDocumentationVersionCommand,
  GetExportCommand,
  type GetExportCommandInput,
  ImportRestApiCommand,
  PutRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { encoded, mock, PETS } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

type Options = Partial<GetExportCommandInput>

/** An API deployed to the stage `dev`. */
async function deployed(document: object = PETS) {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const restApiId = (await client.send(new ImportRestApiCommand({ body: encoded(document) }))).id ?? ''
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
  const command = (options: Options) =>
    new GetExportCommand({ restApiId, stageName: 'dev', exportType: 'oas30', ...options })
  return {
    ...gateway,
    restApiId,
    get: (options: Options = {}) => client.send(command(options)),
    async document(options: Options = {}) {
      const { body } = await client.send(command(options))
      return parse(new TextDecoder().decode(body))
    },
    refusal: (options: Options) =>
      client.send(command(options)).then(
        () => 'accepted',
        ({ name, message }: Error) => `${name}: ${message}`,
      ),
  }
}

const everything = { parameters: { extensions: 'apigateway' } }
const documentOf = (members: object) => ({ ...PETS, ...members })

describe('GetExport', () => {
  it('answers a document with the headers of AWS (oai-0035)', async () => {
    const { get } = await deployed()
    const { $metadata, contentType, contentDisposition, body } = await get()
    expect($metadata.httpStatusCode).toBe(200)
    expect(contentType).toBe('application/octet-stream')
    expect(contentDisposition).toBe('attachment; filename="oas30_1.json"')
    expect(JSON.parse(new TextDecoder().decode(body)).openapi).toBe('3.0.1')
  })

  it('answers YAML where it is asked for (documentation)', async () => {
    const { get, document } = await deployed()
    const { contentDisposition, body } = await get({ accepts: 'application/yaml' })
    expect(contentDisposition).toBe('attachment; filename="oas30_1.yaml"')
    const text = new TextDecoder().decode(body)
    expect(text).toContain('openapi: "3.0.1"\n')
    expect(parse(text)).toEqual(await document())
  })

  it('names the version by the date where the API has none (oai-0030)', async () => {
    const { get } = await deployed(documentOf({ info: { title: 'Pets' } }))
    expect((await get({ exportType: 'swagger' })).contentDisposition).toBe(
      'attachment; filename="swagger_2023-11-14T22:13:20Z.json"',
    )
  })

  it('keeps a version with anything in it out of the header (our own choice)', async () => {
    const { get } = await deployed(documentOf({ info: { title: 'Pets', version: 'v"1\r\nset-cookie: a\u00e9' } }))
    expect((await get()).contentDisposition).toBe('attachment; filename="oas30_v_1__set-cookie: a_.json"')
  })

  it('says where the stage answers: in the path form where the gateway has no domain (our own choice)', async () => {
    const { document, restApiId } = await deployed()
    expect((await document()).servers).toEqual([
      {
        url: 'http://localhost:8787/{basePath}',
        variables: { basePath: { default: `_aws/execute-api/${restApiId}/dev` } },
      },
    ])
    expect(await document({ exportType: 'swagger' })).toMatchObject({
      host: 'localhost:8787',
      basePath: `/_aws/execute-api/${restApiId}/dev`,
      schemes: ['http'],
    })
  })

  it('says where the stage answers: in the host form where the gateway has a domain (oai-0030, oai-0033)', async () => {
    const { document, restApiId, services } = await deployed()
    Object.assign(services.settings, { domain: 'execute-api.example.com' })
    expect((await document()).servers).toEqual([
      {
        url: `http://${restApiId}.execute-api.example.com:8787/{basePath}`,
        variables: { basePath: { default: 'dev' } },
      },
    ])
    expect(await document({ exportType: 'swagger' })).toMatchObject({ basePath: '/dev', schemes: ['http'] })
  })

  it('shows what is deployed, not what was edited since (documentation)', async () => {
    const { client, restApiId, document } = await deployed()
    const body = encoded(documentOf({ paths: { '/new': { get: mock() } } }))
    await client.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body }))
    expect(Object.keys((await document()).paths)).toEqual(['/', '/pets', '/pets/{petId}'])
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
    expect(Object.keys((await document()).paths)).toEqual(['/new'])
  })

  it('writes extensions only where they are asked for (documentation)', async () => {
    const lambda = 'arn:aws:lambda:us-east-1:111111111111:function:f'
    const authorizerUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${lambda}/invocations`
    const scheme = {
      ...{ type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'custom' },
      'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri },
    }
    const { document } = await deployed(
      documentOf({
        components: { securitySchemes: { auth: scheme } },
        'x-amazon-apigateway-binary-media-types': ['image/png'],
      }),
    )
    const kinds = async (extensions: string) => {
      const text = JSON.stringify(await document({ parameters: { extensions } }))
      return ['integration', 'authorizer', 'binary-media-types'].filter((name) => text.includes(`-apigateway-${name}"`))
    }
    expect(JSON.stringify(await document())).not.toMatch(/x-amazon-apigateway-(?!authtype)/)
    expect(await kinds('integrations')).toEqual(['integration'])
    expect(await kinds('authorizers')).toEqual(['authorizer'])
    expect(await kinds('integrations,authorizers')).toEqual(['integration', 'authorizer'])
    expect(await kinds('apigateway')).toEqual(['integration', 'authorizer', 'binary-media-types'])
  })

  it('documents the stage with the version that it names, whatever was deployed (documentation)', async () => {
    const { client, restApiId, document } = await deployed()
    const part = { location: { type: 'METHOD' as const, path: '/pets' }, properties: '{"summary":"All pets"}' }
    await client.send(new CreateDocumentationPartCommand({ restApiId, ...part }))
    expect(JSON.stringify(await document(everything))).not.toContain('All pets')
    const version = { restApiId, documentationVersion: '1.0.0', stageName: 'dev' }
    await client.send(new CreateDocumentationVersionCommand(version))
    const documented = await document()
    expect(documented.paths['/pets'].get.summary).toBe('All pets')
    expect(documented['x-amazon-apigateway-documentation']).toMatchObject({
      version: '1.0.0',
      createdDate: '2023-11-14T22:13:20Z',
    })
    expect(documented['x-amazon-apigateway-documentation'].documentationParts).toContainEqual({
      location: { type: 'METHOD', path: '/pets', method: '*' },
      properties: { summary: 'All pets' },
    })
  })

  it('imports as a second API that exports the same, but for its address (our own choice)', async () => {
    const { client, document, restApiId } = await deployed()
    const first = await document(everything)
    const { id = '' } = await client.send(new ImportRestApiCommand({ body: encoded(first) }))
    await client.send(new CreateDeploymentCommand({ restApiId: id, stageName: 'dev' }))
    const { servers, ...second } = await document({ restApiId: id, ...everything })
    expect({ ...second, servers: JSON.parse(JSON.stringify(servers).replaceAll(id, restApiId)) }).toEqual(first)
  })

  it.each<[string, Options, string]>([
    ['a type (other projects’ tests)', { exportType: 'a' }, "BadRequestException: No API exporter for type 'a'"],
    [
      'Postman collections (ours)',
      { parameters: { extensions: 'postman' } },
      'BadRequestException: The export of Postman collections is not served by this version of Postern.',
    ],
    [
      'an extension (ours)',
      { parameters: { extensions: 'integrations,integration' } },
      "BadRequestException: Invalid extensions specified 'integration'. Must be one of: [integrations, authorizers, documentation, apigateway]",
    ],
    [
      'a parameter (ours)',
      { parameters: { extension: 'apigateway' } },
      "BadRequestException: Invalid export parameter 'extension'. Must be one of: [extensions]",
    ],
    [
      'a format (ours)',
      { accepts: 'text/html' },
      'BadRequestException: Invalid accepts specified. Must be one of: [application/json, application/yaml]',
    ],
    ['a stage (as GetStage)', { stageName: 'prod' }, 'NotFoundException: Invalid Stage identifier specified'],
    [
      'an API (cpl-0002)',
      { restApiId: 'nosuchapi' },
      'NotFoundException: Invalid API identifier specified 111111111111:nosuchapi',
    ],
  ])('refuses %s that does not exist', async (_, options, refusal) => {
    const { refusal: refusalOf } = await deployed()
    expect(await refusalOf(options)).toBe(refusal)
  })

  it('says what to do where the deployment has no definition beside it (ours)', async () => {
    const { config, refusal } = await deployed()
    for (const key of config.values.keys()) if (key.startsWith('definition/')) config.values.delete(key)
    expect(await refusal({})).toContain('Deploy the API to the stage again, then export it.')
  })
})
