import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasAwsCli } from './clients.ts'
import { type CommandBlock, missingLine, readDocument, SAMPLE_ID } from './documented.ts'
import { freePort, PROJECT, type RunningGateway, startGateway } from './gateway.ts'
import { openShell, type Shell } from './shell.ts'

// What a newcomer pastes works, and prints what the document says. Each document gets a gateway of its own; its blocks run in order.

const DOCUMENTS = [
  'README.md',
  'docs/getting-started.md',
  'docs/cli.md',
  'docs/deploying.md',
  'docs/aws-services.md',
  'docs/private-integrations.md',
  'docs/functions.md',
  'docs/authorization.md',
]
/** What a document starts its gateway with. */
const ENVIRONMENTS: Readonly<Record<string, Record<string, string>>> = {
  'docs/aws-services.md': { POSTERN_ENDPOINT_DYNAMODB: 'http://localhost:4567' },
  'docs/private-integrations.md': { VPC_LINK_ORDERS: 'http://localhost:9000' },
}
/** Files of the project that name a port which a test cannot count on. */
const FILES_WITH_PORTS = ['examples/petstore/openapi.yaml']
/** What commands write belongs into the folder of the test. */
const WRITTEN_FILES = ['client.key', 'client.crt', 'greeter.zip']
/** A document's origins listen here. */
const ORIGIN_PORTS = [4567, 8788, 9000]
const BESIDE_MILLIS = 30_000

/** A newcomer has no AWS keys in the environment until a document sets them. */
const WITHOUT_OWN_KEYS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_PAGER: '' }

const withAwsCli = await hasAwsCli()
const needsAwsCli = ({ commands }: CommandBlock) => commands.some(({ text }) => /\baws --/.test(text))

describe.each(DOCUMENTS)('%s', (name) => {
  const { blocks, files } = readDocument(readFileSync(join(PROJECT, name), 'utf8'))
  const runnable = blocks.filter(({ kind }) => kind !== 'no-test')
  let gateway: RunningGateway | undefined
  let shell: Shell
  let folder: string
  let id: string | undefined
  /** What the document says → what it is in this test. */
  const real = new Map<string, string>()

  const asTyped = (text: string) =>
    [...real].reduce((typed, [written, here]) => typed.replaceAll(written, here), text).replaceAll(SAMPLE_ID, id ?? '')
  const asWritten = (text: string) =>
    [...real].reduce((written, [document, here]) => written.replaceAll(here, document), text)

  beforeAll(async () => {
    if (runnable.length === 0) return
    for (const port of ORIGIN_PORTS) real.set(`localhost:${port}`, `localhost:${await freePort()}`)
    const dynamoDb = real.get('localhost:4567') ?? ''
    real.set('--port 4567', `--port ${dynamoDb.split(':')[1]}`)
    const environment = Object.entries(ENVIRONMENTS[name] ?? {}).map(([key, value]) => [key, asTyped(value)])
    gateway = await startGateway({ env: Object.fromEntries(environment) })
    folder = mkdtempSync(join(tmpdir(), 'postern-docs-'))
    real.set('localhost:8787', `localhost:${gateway.port}`)
    for (const file of WRITTEN_FILES) real.set(file, join(folder, file))
    const originPort = real.get('localhost:8788')?.split(':')[1] ?? ''
    real.set('listen(9000', `listen(${real.get('localhost:9000')?.split(':')[1]}`)
    const copies = FILES_WITH_PORTS.map((path) => [path, readFileSync(join(PROJECT, path), 'utf8')] as const)
    for (const [path, text] of [...copies, ...files]) {
      const copy = join(folder, path.replaceAll('/', '-'))
      writeFileSync(copy, asTyped(text))
      real.set(path, copy)
    }
    shell = openShell({ POSTERN_ENDPOINT: gateway.url, ORIGIN_PORT: originPort, ...WITHOUT_OWN_KEYS })
  })

  afterAll(async () => {
    shell?.dispose()
    await gateway?.dispose()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  for (const block of blocks) {
    const title = `line ${block.line}: ${block.commands.map(({ text }) => text).join(' ⏎ ')}`
    if (block.kind === 'no-test') test.skip(`${title} (not run: marked no-test)`, () => {})
    else if (block.kind === 'own-terminal') test(title, () => runsBeside(block))
    else test.skipIf(!withAwsCli && needsAwsCli(block))(title, () => runs(block))
  }

  const missing = (block: CommandBlock, output: string) =>
    missingLine(asWritten(output), block.prints, id, (found) => {
      id = found
    })

  async function runs(block: CommandBlock): Promise<void> {
    let output = ''
    for (const { text, exitCode } of block.commands) {
      const ran = await shell.run(asTyped(text))
      output += `${ran.output}\n`
      expect(ran.code, `the exit code of: ${text}\n${ran.output}`).toBe(exitCode)
    }
    expect(missing(block, output), `a line that is not in:\n${asWritten(output)}`).toBeUndefined()
  }

  async function runsBeside(block: CommandBlock): Promise<void> {
    const [command] = block.commands
    const printed = shell.runBeside(asTyped(command?.text ?? ''))
    // Whatever it prints, it prints when it is ready.
    await expect.poll(() => printed().trim(), { timeout: BESIDE_MILLIS }).not.toBe('')
    await expect.poll(() => missing(block, printed()), { timeout: BESIDE_MILLIS }).toBeUndefined()
  }
})

test('the documents say what they leave untested', () => {
  const untested = DOCUMENTS.flatMap((name) =>
    readDocument(readFileSync(join(PROJECT, name), 'utf8'))
      .blocks.filter(({ kind }) => kind === 'no-test')
      .flatMap(({ commands }) => commands.map(({ text }) => `${name}: ${text}`)),
  )
  console.log(`documented, and not run by a test:\n  ${untested.join('\n  ')}`)
  expect(untested).toContain('README.md: npm ci && npm start')
})
