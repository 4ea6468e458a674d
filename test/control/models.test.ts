import {
  CreateModelCommand,
  type CreateModelCommandInput,
  CreateRestApiCommand,
  DeleteModelCommand,
  GetModelCommand,
  GetModelsCommand,
  GetModelTemplateCommand,
  ImportRestApiCommand,
  type PatchOperation,
  UpdateModelCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { encoded, mock } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

const OBJECT = '{"type": "object"}'

/** A new API, and short forms of the calls. */
async function api() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const restApiId = (await client.send(new CreateRestApiCommand({ name: 'a' }))).id ?? ''
  const create = (name: string, schema: unknown = OBJECT, input: Partial<CreateModelCommandInput> = {}) =>
    client.send(
      new CreateModelCommand({
        restApiId,
        name,
        contentType: 'application/json',
        schema: typeof schema === 'string' ? schema : JSON.stringify(schema),
        ...input,
      }),
    )
  return {
    ...gateway,
    restApiId,
    create,
    ref: (model: string) => ({ $ref: `https://apigateway.amazonaws.com/restapis/${restApiId}/models/${model}` }),
    refusal: (...input: Parameters<typeof create>) =>
      create(...input).then(
        () => 'accepted',
        ({ message }: Error) => message,
      ),
    async names() {
      const { items = [] } = await client.send(new GetModelsCommand({ restApiId }))
      return items.map(({ name }) => name)
    },
    template: async (modelName: string) =>
      (await client.send(new GetModelTemplateCommand({ restApiId, modelName }))).value,
  }
}

describe('CreateRestApi', () => {
  it('gives an API the models Empty and Error (cpl-0085)', async () => {
    const { client, restApiId } = await api()
    const { items = [] } = await client.send(new GetModelsCommand({ restApiId }))
    expect(items.map(({ id: _, schema, ...model }) => ({ ...model, schema: JSON.parse(schema ?? '') }))).toEqual([
      {
        name: 'Empty',
        description: 'This is a default empty schema model',
        contentType: 'application/json',
        schema: { $schema: 'http://json-schema.org/draft-04/schema#', title: 'Empty Schema', type: 'object' },
      },
      {
        name: 'Error',
        description: 'This is a default error schema model',
        contentType: 'application/json',
        schema: {
          $schema: 'http://json-schema.org/draft-04/schema#',
          title: 'Error Schema',
          type: 'object',
          properties: { message: { type: 'string' } },
        },
      },
    ])
  })

  it('alone: an import brings its own models and no others (oai-0018)', async () => {
    const { client } = gatewayUnderTest()
    const document = { openapi: '3.0.1', info: { title: 'a', version: '1' }, paths: { '/': { get: mock() } } }
    const { id } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    expect((await client.send(new GetModelsCommand({ restApiId: id }))).items).toEqual([])
  })
})

describe('CreateModel', () => {
  it('answers with the model, its schema as it was written, and no empty description (cpl-0031)', async () => {
    const { create, client, restApiId } = await api()
    const { $metadata, ...model } = await create('Pet', ' {"type" : "object"}', { description: '' })
    expect($metadata.httpStatusCode).toBe(201)
    expect(model).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      name: 'Pet',
      contentType: 'application/json',
      schema: ' {"type" : "object"}',
    })
    const { $metadata: _, ...got } = await client.send(new GetModelCommand({ restApiId, modelName: 'Pet' }))
    expect(got).toEqual(model)
  })

  it.each([
    ['no name', '', OBJECT, 'Model name must be non-empty'],
    ['another name than of letters and digits', 'my-pet', OBJECT, 'Model name must be alphanumeric: my-pet'],
    ['no schema', 'Pet', '', 'Model schema must have at least 1 property or array items defined'],
  ])('refuses %s (cpl-0030; the alphabet is documentation)', async (_, name, schema, message) => {
    expect(await (await api()).refusal(name, schema)).toBe(message)
  })

  it('refuses a name that is taken and an unknown API (cpl-0030)', async () => {
    const { create } = await api()
    await expect(create('Empty')).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Model name already exists for this REST API',
    })
    await expect(create('Pet', OBJECT, { restApiId: 'abcde0' })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid API identifier specified 111111111111:abcde0',
    })
  })

  // The sentences up to the place are AWS's, as its users quote them; the places are our own addition.
  it.each([
    ['what is not JSON', '{"type": ', /It is not JSON: /],
    ['what is no object', '[]', /The schema must be a schema, an object, not a list$/],
    [
      'an unknown type',
      { properties: { a: { type: 'text' } } },
      /\/properties\/a\/type must be one or more of array, /,
    ],
    [
      'an empty required list',
      { required: [] },
      /\/required must be a list of one or more different texts, not a list$/,
    ],
    ['an enum that repeats a value', { enum: ['A', 'A'] }, /\/enum must be a list of one or more different values/],
    ['a broken pattern', { pattern: '(' }, /\/pattern must be a regular expression, not "\(": .*Unterminated group$/],
    ['a later draft', { items: { const: 1 } }, /Unsupported keyword\(s\): \["const"\] \(at \/items\)$/],
    ['an exclusiveMinimum of draft 6', { exclusiveMinimum: 1 }, /\/exclusiveMinimum must be true or false, not 1$/],
    [
      'a reference to nothing',
      { items: { $ref: '#/definitions/a' } },
      /Nothing is at "#\/definitions\/a" \(at \/items\/\$ref\)$/,
    ],
  ])('refuses %s', async (_, schema, fault) => {
    const refused = await (await api()).refusal('Pet', schema)
    const [, errors = ''] =
      /^Invalid model specified: Validation Result: warnings : \[\], errors : \[(.*)\]$/s.exec(refused) ?? []
    expect(errors).toMatch(fault)
    if (!errors.startsWith('Nothing')) expect(errors).toMatch(/^Invalid model schema specified\. /)
  })

  it('tells all faults at once, and so many', async () => {
    const { refusal } = await api()
    const properties = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`p${index}`, { type: 1 }]))
    const refused = await refusal('Pet', { properties })
    expect(refused).toContain('/properties/p0/type')
    expect(refused).toContain('and 10 more')
  })

  it('refuses nesting beyond all sense as bad input (our own limit)', async () => {
    const { refusal } = await api()
    expect(await refusal('Pet', `${'{"not":'.repeat(50_000)}{}${'}'.repeat(50_000)}`)).toMatch(/nested deeper than/)
  })

  it('takes a schema of up to 400 KB (documentation)', async () => {
    const { create, refusal } = await api()
    await create('Large', { description: 'x'.repeat(400_000) })
    expect(await refusal('Larger', { description: 'x'.repeat(409_600) })).toBe(
      'schema has 409618 characters; 409600 are the most it may have.',
    )
  })

  it('takes references to models of the API and to itself, and refuses others', async () => {
    const { create, refusal, ref } = await api()
    await create('Pet', { properties: { parent: ref('Pet'), error: ref('Error') } })
    expect(await refusal('Cat', { items: ref('Dog') })).toMatch(
      /Reference to model 'Dog' not found \(at \/items\/\$ref\)\]$/,
    )
    expect(await refusal('Cat', { items: { $ref: 'Pet' } })).toMatch(
      /Model reference must be in canonical form: https:/,
    )
  })

  it('knows nothing of a schema of other content than JSON (our own choice)', async () => {
    const { create } = await api()
    expect(await create('Xml', '<xs:schema/>', { contentType: 'application/xml' })).toMatchObject({ name: 'Xml' })
  })

  it.each([
    [
      { contentType: undefined },
      'ValidationException',
      "1 validation error detected: Value null at 'createModelInput.contentType' failed to satisfy constraint: Member must not be null",
    ],
    [{ contentType: ' ' }, 'BadRequestException', 'Model content type must be non-empty'],
    [{ schema: 1 }, 'SerializationException', 'class java.lang.Integer can not be converted to an String'],
    [{ title: 'a' }, 'BadRequestException', /^Invalid request member 'title'/],
  ])('refuses the input %j', async (input, type, message) => {
    const { call, restApiId } = await api()
    const body = { name: 'Pet', contentType: 'application/json', schema: OBJECT, ...input }
    const response = await call('POST', `/restapis/${restApiId}/models`, JSON.stringify(body))
    expect(response.headers.get('x-amzn-errortype')).toBe(type)
    expect(((await response.json()) as { message: string }).message).toMatch(message)
  })
})

describe('GetModel', () => {
  it('flattens the models that a schema refers to into it (our own form)', async () => {
    const { create, client, restApiId, ref } = await api()
    await create('House', {
      definitions: { street: { type: 'string' } },
      properties: { street: { $ref: '#/definitions/street' } },
    })
    await create('Person', { properties: { house: ref('House'), friend: ref('Person') } })
    const person = await client.send(new GetModelCommand({ restApiId, modelName: 'Person', flatten: true }))
    expect(JSON.parse(person.schema ?? '')).toEqual({
      properties: { house: { $ref: '#/definitions/House' }, friend: { $ref: '#' } },
      definitions: {
        House: {
          definitions: { street: { type: 'string' } },
          properties: { street: { $ref: '#/definitions/House/definitions/street' } },
        },
      },
    })
  })

  it('lists in pages', async () => {
    const { client, restApiId } = await api()
    const first = await client.send(new GetModelsCommand({ restApiId, limit: 1 }))
    expect(first.items?.map(({ name }) => name)).toEqual(['Empty'])
    const { position } = first as { position?: string }
    const second = await client.send(new GetModelsCommand({ restApiId, limit: 1, position }))
    expect(second.items?.map(({ name }) => name)).toEqual(['Error'])
    expect(second).not.toHaveProperty('position', expect.anything())
  })
})

describe('UpdateModel', () => {
  async function updated(...patchOperations: PatchOperation[]) {
    const { client, restApiId, create } = await api()
    await create('Pet', OBJECT, { description: 'a pet' })
    const {
      $metadata: _,
      id: __,
      ...model
    } = await client.send(new UpdateModelCommand({ restApiId, modelName: 'Pet', patchOperations }))
    return model
  }

  it('replaces schema and description (cpl-0031)', async () => {
    const schema = '{"title": "Updated schema", "type": "object"}'
    const patches = [
      { op: 'replace', path: '/schema', value: schema } as const,
      { op: 'replace', path: '/description', value: '' } as const,
    ]
    expect(await updated(...patches)).toEqual({ name: 'Pet', contentType: 'application/json', schema })
  })

  it.each([
    [
      'replace',
      '/name',
      'a',
      "Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]",
    ],
    [
      'add',
      '/schema',
      OBJECT,
      "Invalid patch path  '/schema' specified for op 'add'. Please choose supported operations",
    ],
    ['replace', '/schema', '', 'Model schema must have at least 1 property or array items defined'],
    ['replace', '/schema', '{', /Invalid model schema specified/],
  ] as const)('refuses to %s %s with %j (cpl-0031)', async (op, path, value, message) => {
    await expect(updated({ op, path, value })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
  })
})

describe('DeleteModel', () => {
  it('deletes a model, the default ones too (documentation)', async () => {
    const { client, restApiId, names } = await api()
    const { $metadata } = await client.send(new DeleteModelCommand({ restApiId, modelName: 'Empty' }))
    expect($metadata.httpStatusCode).toBe(202)
    expect(await names()).toEqual(['Error'])
    await expect(client.send(new DeleteModelCommand({ restApiId, modelName: 'Empty' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid model name specified: Empty',
    })
  })

  it('refuses to delete one that another model refers to (our own words)', async () => {
    const { create, client, restApiId, ref, names } = await api()
    await create('Pet')
    await create('Pets', { items: ref('Pet') })
    await expect(client.send(new DeleteModelCommand({ restApiId, modelName: 'Pet' }))).rejects.toMatchObject({
      name: 'ConflictException',
      message: "Cannot delete model 'Pet', is referenced in model: Pets",
    })
    expect(await names()).toContain('Pet')
  })

  // AWS's words as users of its importer quote them.
  it.each([
    ['In', "Cannot delete model 'In', is referenced in method request: /pets/POST"],
    ['Out', "Cannot delete model 'Out', is referenced in method response: /pets/POST"],
  ])('refuses to delete %s, which a method uses', async (modelName, message) => {
    const { client } = gatewayUnderTest()
    const content = (model: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${model}` } } })
    const post = {
      ...mock(),
      requestBody: { content: content('In') },
      responses: { 200: { description: 'ok', content: content('Out') } },
    }
    const document = {
      openapi: '3.0.1',
      info: { title: 'a', version: '1' },
      paths: { '/pets': { post } },
      components: { schemas: { In: { type: 'object' }, Out: { type: 'string' } } },
    }
    const { id } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    await expect(client.send(new DeleteModelCommand({ restApiId: id, modelName }))).rejects.toMatchObject({
      name: 'ConflictException',
      message,
    })
  })
})

describe('GetModelTemplate', () => {
  it('samples an object (documentation: the head of every generated template)', async () => {
    const { create, template } = await api()
    const properties = {
      name: { type: 'string' },
      age: { type: 'integer' },
      tame: { type: 'boolean' },
      home: { type: 'object' },
    }
    await create('Pet', { type: 'object', properties })
    expect(await template('Pet')).toBe(
      [
        "#set($inputRoot = $input.path('$'))",
        '{',
        '  "name" : "foo",',
        '  "age" : 42,',
        '  "tame" : true,',
        '  "home" : { }',
        '}',
      ].join('\n'),
    )
    expect(await template('Empty')).toBe("#set($inputRoot = $input.path('$'))\n{ }")
  })

  it('samples a list as a loop that its owner completes (as AWS generates it, in tutorials of its users)', async () => {
    const { create, template } = await api()
    await create('Pets', { type: 'array', items: { type: 'object', properties: { age: { type: 'integer' } } } })
    expect(await template('Pets')).toBe(
      [
        "#set($inputRoot = $input.path('$'))",
        '[',
        '##TODO: Update this foreach loop to reference array from input json',
        '#foreach($elem in $inputRoot)',
        ' {',
        '  "age" : 42',
        '} ',
        '#if($foreach.hasNext),#end',
        '#end',
        ']',
      ].join('\n'),
    )
  })

  it('follows references to models and ends where they go round', async () => {
    const { create, template, ref } = await api()
    await create('Person', { properties: { error: ref('Error'), friend: ref('Person') } })
    expect(await template('Person')).toContain('"error" : {\n    "message" : "foo"\n  },\n  "friend" : { }')
  })

  it('stays small when models multiply each other', async () => {
    const { create, template, ref } = await api()
    await create('M0', { properties: { a: { type: 'string' }, b: { type: 'string' } } })
    for (let level = 1; level <= 16; level++) {
      await create(`M${level}`, { properties: { a: ref(`M${level - 1}`), b: ref(`M${level - 1}`) } })
    }
    expect((await template('M16'))?.length).toBeLessThan(500_000)
  })

  it('ends a chain of references that is longer than anyone needs', async () => {
    const { create, template } = await api()
    const links = Array.from({ length: 9_000 }, (_, i) => [`a${i}`, { $ref: `#/definitions/a${i + 1}` }])
    const definitions = Object.fromEntries([...links, ['a9000', { type: 'string' }]])
    const properties = Object.fromEntries([0, 8_990].map((i) => [`p${i}`, { $ref: `#/definitions/a${i}` }]))
    await create('Chain', { type: 'object', properties, definitions })
    expect(await template('Chain')).toContain('"p0" : { },\n  "p8990" : "foo"')
  })

  it('refuses an unknown model (cpl-0030)', async () => {
    await expect((await api()).template('Pet')).rejects.toThrow('Invalid model name specified: Pet')
  })
})
