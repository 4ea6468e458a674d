import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../src/cli/main.ts'
import { type Client, createClient } from '../../src/client/client.ts'
import { type FakeGateway, startFakeGateway } from './fake-gateway.ts'
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts'

/** What a command left behind. */
export interface Typed extends FakeTerminal {
  readonly code: number | undefined
  /** stdout and stderr as text. */
  readonly text: string
  readonly errors: string
}

/** A gateway and a folder of documents, with commands typed at them as a user would. */
export interface Desk {
  readonly gateway: FakeGateway
  /** Looks at the gateway behind the commands' back. */
  readonly client: Client
  readonly folder: string
  /** The path of a new file; a value that is no text is written as JSON. */
  file(name: string, content: unknown): Promise<string>
  type(argv: string[], changed?: Parameters<typeof fakeTerminal>[0]): Promise<Typed>
  clear(): Promise<void>
}

export async function newDesk(): Promise<Desk> {
  const gateway = await startFakeGateway()
  const folder = await mkdtemp(join(tmpdir(), 'postern-cli-'))
  const { endpoint } = gateway
  const client = createClient({ endpoint, accessKeyId: 'local', secretAccessKey: 'local', region: 'us-east-1' })
  return {
    gateway,
    client,
    folder,
    async file(name, content) {
      const path = join(folder, name)
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
    async type(argv, changed = {}) {
      const terminal = fakeTerminal({ ...changed, env: { POSTERN_ENDPOINT: endpoint, ...changed.env } })
      const code = await main(argv, terminal)
      return { ...terminal, code, text: terminal.stdout.join('\n'), errors: terminal.stderr.join('\n') }
    },
    async clear() {
      await gateway.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** A document with a GET method per path, each in front of the URI that the path names. */
export const pets = (paths: Record<string, string>, title = 'Pets') => ({
  openapi: '3.0.1',
  info: { title, version: '1.0' },
  paths: Object.fromEntries(
    Object.entries(paths).map(([path, uri]) => [
      path,
      {
        get: {
          responses: {},
          'x-amazon-apigateway-integration': { type: 'HTTP_PROXY', httpMethod: 'GET', uri },
        },
      },
    ]),
  ),
})

export const TWO = { '/pets': 'http://origin/pets', '/pets/{petId}': 'http://origin/pet' }
