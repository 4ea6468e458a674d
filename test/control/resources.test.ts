import {
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteResourceCommand,
  GetIntegrationCommand,
  GetMethodCommand,
  GetResourceCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
  type PatchOperation,
  UpdateResourceCommand,
} from '@aws-sdk/client-api-gateway'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDefinition } from '../../src/control/store/definition.ts'
import { encoded, manyRoutes, PETS, proxy } from './documents.ts'
import { gatewayUnderTest } from './gateway-under-test.ts'

async function pets() {
  const gateway = gatewayUnderTest()
  const { id, rootResourceId } = await gateway.client.send(new ImportRestApiCommand({ body: encoded(PETS) }))
  return { ...gateway, restApiId: id ?? '', rootResourceId }
}

const BAD_PATH_PART =
  "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end."

/** A new API, and the operations on its resources in short. */
async function tree() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const { id: restApiId = '', rootResourceId: root = '' } = await client.send(new CreateRestApiCommand({ name: 'a' }))
  const create = async (parentId: string, pathPart: string) =>
    (await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart }))).id ?? ''
  const update = (resourceId: string, ...patchOperations: PatchOperation[]) =>
    client.send(new UpdateResourceCommand({ restApiId, resourceId, patchOperations }))
  return {
    ...gateway,
    restApiId,
    root,
    create,
    update,
    move: (resourceId: string, value: string) => update(resourceId, { op: 'replace', path: '/parentId', value }),
    rename: (resourceId: string, value: string) => update(resourceId, { op: 'replace', path: '/pathPart', value }),
    remove: (resourceId: string) => client.send(new DeleteResourceCommand({ restApiId, resourceId })),
    paths: async () =>
      (await client.send(new GetResourcesCommand({ restApiId, limit: 500 }))).items?.map(({ path }) => path),
  }
}

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    ({ name, message }: Error) => `${name}: ${message}`,
  )

describe('GetResources', () => {
  it('shows the root of a new API (cpl-0015)', async () => {
    const { client } = gatewayUnderTest()
    const { id, rootResourceId } = await client.send(new CreateRestApiCommand({ name: 'a' }))
    const { items } = await client.send(new GetResourcesCommand({ restApiId: id }))
    expect(items).toEqual([{ id: rootResourceId, path: '/' }])
  })

  it('names methods, and shows them whole with embed=methods', async () => {
    const { client, restApiId } = await pets()
    const { items: named } = await client.send(new GetResourcesCommand({ restApiId }))
    expect(named?.map(({ path, pathPart, resourceMethods }) => [path, pathPart, resourceMethods])).toEqual([
      ['/', undefined, { GET: {} }],
      ['/pets', 'pets', { GET: {} }],
      ['/pets/{petId}', '{petId}', { GET: {} }],
    ])
    const { items: whole } = await client.send(new GetResourcesCommand({ restApiId, embed: ['methods'] }))
    expect(whole?.[1]?.resourceMethods?.GET).toMatchObject({
      httpMethod: 'GET',
      authorizationType: 'NONE',
      methodIntegration: { type: 'HTTP_PROXY', uri: 'http://origin.test/pets' },
    })
  })

  it('lists in pages of at most 500', async () => {
    const { client } = gatewayUnderTest()
    const { id } = await client.send(new ImportRestApiCommand({ body: encoded(manyRoutes(600)) }))
    const seen = new Set<string | undefined>()
    let position: string | undefined
    const sizes: number[] = []
    do {
      const page = await client.send(new GetResourcesCommand({ restApiId: id, limit: 9_999, position }))
      for (const { path } of page.items ?? []) seen.add(path)
      sizes.push(page.items?.length ?? 0)
      position = page.position
    } while (position !== undefined)
    expect(sizes).toEqual([500, 102])
    expect(seen.size).toBe(602)
  })

  it('refuses an unknown API and an unknown embed', async () => {
    const { client, call, restApiId } = await pets()
    await expect(client.send(new GetResourcesCommand({ restApiId: 'abc' }))).rejects.toMatchObject({
      message: 'Invalid API identifier specified 111111111111:abc',
    })
    expect((await call('GET', `/restapis/${restApiId}/resources?embed=secrets`)).status).toBe(400)
  })
})

describe('GetResource', () => {
  it('shows one resource', async () => {
    const { client, restApiId, rootResourceId } = await pets()
    const { $metadata: _, ...root } = await client.send(
      new GetResourceCommand({ restApiId, resourceId: rootResourceId }),
    )
    expect(root).toEqual({ id: rootResourceId, path: '/', resourceMethods: { GET: {} } })
    await expect(client.send(new GetResourceCommand({ restApiId, resourceId: 'abc' }))).rejects.toMatchObject({
      message: 'Invalid Resource identifier specified',
    })
  })
})

describe('GetMethod and GetIntegration', () => {
  it('show a method and its integration', async () => {
    const { client, restApiId, rootResourceId: resourceId } = await pets()
    const method = await client.send(new GetMethodCommand({ restApiId, resourceId, httpMethod: 'GET' }))
    expect(method).toMatchObject({ apiKeyRequired: false, authorizationType: 'NONE', httpMethod: 'GET' })
    const integration = await client.send(new GetIntegrationCommand({ restApiId, resourceId, httpMethod: 'GET' }))
    expect(integration).toMatchObject({ type: 'MOCK', passthroughBehavior: 'WHEN_NO_MATCH', timeoutInMillis: 29000 })
  })

  it('refuse what is not there in the words of AWS (cpl-0023, cpl-0064)', async () => {
    const { client, restApiId, rootResourceId: resourceId } = await pets()
    const messageOf = (ids: { restApiId: string; resourceId: string | undefined }) =>
      client.send(new GetIntegrationCommand({ ...ids, httpMethod: 'DELETE' })).then(
        () => 'found',
        ({ message }: Error) => message,
      )
    expect(await messageOf({ restApiId: 'uid', resourceId })).toBe('Invalid Resource identifier specified')
    expect(await messageOf({ restApiId, resourceId: 'uid' })).toBe('Invalid Resource identifier specified')
    expect(await messageOf({ restApiId, resourceId })).toBe('Invalid Method identifier specified')
  })
})

describe('CreateResource', () => {
  it('answers 201 with the resource (cpl-0015)', async () => {
    const { client, restApiId, root } = await tree()
    const { $metadata, ...resource } = await client.send(
      new CreateResourceCommand({ restApiId, parentId: root, pathPart: 'pets' }),
    )
    expect($metadata.httpStatusCode).toBe(201)
    expect(resource).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      parentId: root,
      path: '/pets',
      pathPart: 'pets',
    })
  })

  it('takes the path parts that AWS takes, and no others (documentation)', async () => {
    const { create, root } = await tree()
    for (const part of ['.well-known', 'a_b-c:d', '{x.y-z}']) expect(await create(root, part), part).not.toBe('')
    for (const part of ['', '~', 'a b', 'a/b', '{a}b', '{}', '{a', 'a+', '{+}', 'é', '%41'])
      expect(await refusalOf(create(root, part)), part).toBe(`BadRequestException: ${BAD_PATH_PART}`)
  })

  it('refuses a name that a sibling has, a variable too (serverless/serverless#2730 quotes AWS)', async () => {
    const { create, root } = await tree()
    await create(root, '{email}')
    expect(await refusalOf(create(root, '{email}'))).toBe(
      'ConflictException: Another resource with the same parent already has this name: {email}',
    )
  })

  it('allows one path variable beside fixed names, and nothing below a greedy one (recorded by LocalStack)', async () => {
    const { create, root } = await tree()
    const proxy = await create(root, '{proxy+}')
    expect(await refusalOf(create(root, '{dynamic}'))).toBe(
      'BadRequestException: A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed',
    )
    for (const part of ['child', '{child}'])
      expect(await refusalOf(create(proxy, part))).toBe(
        'BadRequestException: Cannot create a child of a resource with a greedy path variable: {proxy+}',
      )
    expect(await create(await create(root, 'parent'), '{child+}')).not.toBe('')
  })

  it('refuses an unknown parent and an unknown API (cpl-0019)', async () => {
    const { client, create, root } = await tree()
    expect(await refusalOf(create('fake-resource-id', 'a'))).toBe(
      'NotFoundException: Invalid Resource identifier specified',
    )
    const elsewhere = new CreateResourceCommand({ restApiId: 'abc', parentId: root, pathPart: 'a' })
    await expect(client.send(elsewhere)).rejects.toMatchObject({
      message: 'Invalid API identifier specified 111111111111:abc',
    })
  })

  it.each([
    ['nothing', '', 'ValidationException'],
    ['no path part', '{}', 'ValidationException'],
    ['a path part of null', '{"pathPart":null}', 'ValidationException'],
    ['a path part that is no text', '{"pathPart":["a"]}', 'SerializationException'],
    ['a list', '[]', 'SerializationException'],
    ['what is no JSON', 'pathPart=a', 'SerializationException'],
    ['a member that is unknown', '{"pathPart":"a","path":"/a"}', 'BadRequestException'],
    ['a path part of 9,000 letters', JSON.stringify({ pathPart: 'a'.repeat(9_000) }), 'BadRequestException'],
  ])('refuses %s as its body', async (_, body, type) => {
    const { call, restApiId, root, paths } = await tree()
    const response = await call('POST', `/restapis/${restApiId}/resources/${root}`, body)
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, type])
    expect(await paths()).toEqual(['/'])
  })

  it('refuses a path of more than 64 parts (our own limit)', async () => {
    const { create, root } = await tree()
    let parent = root
    for (let depth = 0; depth < 64; depth++) parent = await create(parent, 'a')
    expect(await refusalOf(create(parent, 'a'))).toContain('64 parts')
  })
})

describe('UpdateResource', () => {
  it('renames a resource, and all below it follows (cpl-0015)', async () => {
    const { create, rename, root, paths } = await tree()
    const pets = await create(root, 'pets')
    await create(await create(pets, '{petId}'), 'toys')
    await create(root, 'petshop')
    const { $metadata, ...resource } = await rename(pets, 'dogs')
    expect($metadata.httpStatusCode).toBe(200)
    expect(resource).toEqual({ id: pets, parentId: root, path: '/dogs', pathPart: 'dogs' })
    expect(await paths()).toEqual(['/', '/dogs', '/dogs/{petId}', '/dogs/{petId}/toys', '/petshop'])
  })

  it('moves a resource to another parent, and all below it follows (recorded by LocalStack)', async () => {
    const { create, move, root, paths } = await tree()
    const sub = await create(await create(root, 'pets'), 'subpets')
    await create(sub, 'pets')
    expect(await move(sub, root)).toMatchObject({ id: sub, parentId: root, path: '/subpets', pathPart: 'subpets' })
    expect(await paths()).toEqual(['/', '/pets', '/subpets', '/subpets/pets'])
  })

  it('judges the place once all operations are applied (our own choice)', async () => {
    const { create, update, root, paths } = await tree()
    const sub = await create(await create(root, 'pets'), 'pets')
    await update(
      sub,
      { op: 'replace', path: '/parentId', value: root },
      { op: 'replace', path: '/pathPart', value: 'dogs' },
    )
    expect(await paths()).toEqual(['/', '/dogs', '/pets'])
  })

  it('keeps methods, integrations and limits where the resource goes', async () => {
    const gateway = gatewayUnderTest()
    const { client } = gateway
    const get = { ...proxy('http://origin.test/'), 'x-postern-limits': { requestBodyBytes: 7 } }
    const document = { ...PETS, paths: { '/a': { get }, '/a/a': { get }, '/ab': { get } } }
    const { id: restApiId = '' } = await client.send(new ImportRestApiCommand({ body: encoded(document) }))
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }))
    const resourceId = items.find(({ path }) => path === '/a')?.id
    const patchOperations: PatchOperation[] = [{ op: 'replace', path: '/pathPart', value: 'moved' }]
    const updated = await client.send(new UpdateResourceCommand({ restApiId, resourceId, patchOperations }))
    expect(updated.resourceMethods).toEqual({ GET: {} })
    const { parts } = (await readDefinition(gateway.db, restApiId))?.definition ?? { parts: [] }
    expect(parts.filter(({ kind }) => kind === 'Extension')).toEqual(
      ['/moved', '/moved/a', '/ab'].map((path) => ({
        kind: 'Extension',
        id: expect.any(String),
        name: `x-postern-limits GET ${path}`,
        body: { name: 'x-postern-limits', path, httpMethod: 'GET', value: { requestBodyBytes: 7 } },
      })),
    )
  })

  it('changes nothing with no operations, or with the place it has', async () => {
    const { create, update, rename, root, paths } = await tree()
    const pets = await create(root, 'pets')
    expect(await update(pets)).toMatchObject({ path: '/pets' })
    expect(await rename(pets, 'pets')).toMatchObject({ path: '/pets' })
    expect(await update(root)).toMatchObject({ id: root, path: '/' })
    expect(await paths()).toEqual(['/', '/pets'])
  })

  it('refuses to move or rename the root (cpl-0017)', async () => {
    const { move, rename, root } = await tree()
    expect(await refusalOf(rename(root, 'dogs'))).toBe('BadRequestException: Root resource cannot update its pathPart.')
    expect(await refusalOf(move(root, root))).toBe('BadRequestException: Root resource cannot update its parentId.')
  })

  it('refuses a place that is taken, below itself, or nowhere (recorded by LocalStack)', async () => {
    const { create, move, rename, root, paths } = await tree()
    const pets = await create(root, 'pets')
    const sub = await create(pets, 'subpets')
    const deep = await create(sub, 'pets')
    expect(await refusalOf(move(deep, root))).toBe(
      'ConflictException: Another resource with the same parent already has this name: pets',
    )
    for (const below of [pets, sub, deep])
      expect(await refusalOf(move(pets, below))).toBe('BadRequestException: Resources cannot be cyclical.')
    expect(await refusalOf(move(pets, 'fake'))).toBe('NotFoundException: Invalid Resource identifier specified')
    expect(await refusalOf(rename('fake', 'a'))).toBe('NotFoundException: Invalid Resource identifier specified')
    expect(await refusalOf(rename(pets, '{a+}'))).toBe(
      'BadRequestException: Cannot create a child of a resource with a greedy path variable: {a+}',
    )
    expect(await refusalOf(rename(pets, 'a/b'))).toBe(`BadRequestException: ${BAD_PATH_PART}`)
    expect(await paths()).toEqual(['/', '/pets', '/pets/subpets', '/pets/subpets/pets'])
  })

  it.each([
    [
      'replace',
      '/invalid',
      "Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]",
    ],
    [
      'remove',
      '/pathPart',
      "Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations",
    ],
    ['add', '/pathPart', "Invalid patch path  '/pathPart' specified for op 'add'. Please choose supported operations"],
  ] as const)('refuses to %s %s (recorded by LocalStack)', async (op, path, message) => {
    const { create, update, root } = await tree()
    const refusal = await refusalOf(update(await create(root, 'pets'), { op, path, value: 'dogs' }))
    expect(refusal).toBe(`BadRequestException: ${message}`)
  })
})

describe('DeleteResource', () => {
  it('answers 202 and takes all below with it (recorded by LocalStack)', async () => {
    const { create, remove, root, paths } = await tree()
    const pets = await create(root, 'pets')
    const sub = await create(pets, 'subpets')
    await create(root, 'pets2')
    expect((await remove(pets)).$metadata.httpStatusCode).toBe(202)
    expect(await paths()).toEqual(['/', '/pets2'])
    expect(await refusalOf(remove(sub))).toBe('NotFoundException: Invalid Resource identifier specified')
  })

  it('refuses the root', async () => {
    const { remove, root, paths } = await tree()
    expect(await refusalOf(remove(root))).toBe('BadRequestException: Root resource cannot be deleted.')
    expect(await paths()).toEqual(['/'])
  })

  it('leaves what a stage serves as it is', async () => {
    const { client, config, restApiId } = await pets()
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }))
    const served = new Map(config.values)
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }))
    const resourceId = items.find(({ path }) => path === '/pets')?.id
    await client.send(new DeleteResourceCommand({ restApiId, resourceId }))
    expect(config.values).toEqual(served)
  })
})

/** A naive tree: what it accepts, and the paths it has. */
class NaiveTree {
  readonly nodes = new Map<string, { parent: string; part: string }>()

  path(id: string): string {
    const node = this.nodes.get(id)
    if (node === undefined) return ''
    return `${this.path(node.parent)}/${node.part}`
  }

  isBelow(id: string, other: string): boolean {
    return id === other || (this.nodes.has(id) && this.isBelow(this.nodes.get(id)?.parent ?? '', other))
  }

  children(id: string): [string, { parent: string; part: string }][] {
    return [...this.nodes].filter(([, node]) => node.parent === id)
  }

  accepts(id: string, parent: string, part: string): boolean {
    const siblings = this.children(parent).filter(([sibling]) => sibling !== id)
    if (siblings.some(([, node]) => node.part === part)) return false
    if (part.startsWith('{') && siblings.some(([, node]) => node.part.startsWith('{'))) return false
    if (this.nodes.get(parent)?.part.endsWith('+}')) return false
    if (part.endsWith('+}') && this.children(id).length > 0) return false
    return !this.nodes.has(id) || !this.isBelow(parent, id)
  }

  delete(id: string): void {
    for (const [child] of this.children(id)) this.delete(child)
    this.nodes.delete(id)
  }
}

describe('any sequence of creating, moving, renaming and deleting', () => {
  const step = fc.record({
    kind: fc.constantFrom('create', 'create', 'create', 'move', 'rename', 'delete'),
    subject: fc.nat(),
    target: fc.nat(),
    part: fc.constantFrom('a', 'aa', 'a', 'aa', '{a}', '{b}', '{a+}'),
  })

  it('leaves the tree that a naive one becomes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 40, size: 'max' }), async (steps) => {
        const { client, restApiId, root, create, move, rename, remove } = await tree()
        const naive = new NaiveTree()
        for (const { kind, subject, target, part } of steps) {
          const ids = [root, ...naive.nodes.keys()]
          const id = ids[1 + (subject % Math.max(1, ids.length - 1))] ?? root
          const parent = ids[target % ids.length] ?? root
          const node = naive.nodes.get(id)
          if (kind === 'create') {
            const accepted = naive.accepts('', parent, part)
            const made = await create(parent, part).catch(() => undefined)
            expect(made !== undefined).toBe(accepted)
            if (made !== undefined) naive.nodes.set(made, { parent, part })
          } else if (node !== undefined) {
            if (kind === 'delete') naive.delete(id)
            const place = kind === 'move' ? { ...node, parent } : { ...node, part }
            const accepted = kind === 'delete' || naive.accepts(id, place.parent, place.part)
            const call = kind === 'move' ? move(id, parent) : kind === 'rename' ? rename(id, part) : remove(id)
            expect((await refusalOf(call)) === 'accepted').toBe(accepted)
            if (accepted && kind !== 'delete') naive.nodes.set(id, place)
          }
        }
        const { items = [] } = await client.send(new GetResourcesCommand({ restApiId, limit: 500 }))
        const expected = [...naive.nodes].map(([id, { parent, part }]) => ({
          id,
          parentId: parent,
          pathPart: part,
          path: naive.path(id),
        }))
        expect(items).toEqual([{ id: root, path: '/' }, ...expected].sort((a, b) => (a.path < b.path ? -1 : 1)))
      }),
      { numRuns: 40 },
    )
  })
})
