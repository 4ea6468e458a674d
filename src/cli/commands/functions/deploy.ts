import { statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { defineCommand } from 'citty'
import type { FunctionConfiguration, FunctionSettings } from '../../../client/functions-client.ts'
import { CliError, EXIT, type ExitCode } from '../../cli-error.ts'
import { explain } from '../../explain.ts'
import { type FunctionPackage, packFunction } from '../../function-code.ts'
import { withProgress } from '../../progress.ts'
import { connect, globalArgs, type Session } from '../../session.ts'
import { printable } from '../../terminal.ts'

export const deployFunction = defineCommand({
  meta: { name: 'functions deploy', description: 'Put a file or a folder of JavaScript up as a function' },
  args: {
    path: { type: 'positional', description: 'A .js, .mjs or .cjs file, or a folder', required: true },
    name: { type: 'string', description: 'Name of the function' },
    handler: { type: 'string', valueHint: 'file.function', description: "What is called; else the file's `handler`" },
    runtime: { type: 'string', description: 'Of a new function; else nodejs24.x' },
    timeout: { type: 'string', valueHint: 'seconds', description: 'How long it may run; else 3 when it is new' },
    memory: { type: 'string', valueHint: 'mb', description: 'Recorded as on AWS; the runtime sets its own' },
    env: { type: 'string', valueHint: 'name=value', description: 'An environment variable; may stand several times' },
    watch: { type: 'boolean', description: 'Go on: put it up again whenever a file changes' },
    ...globalArgs,
  },
  async run({ args, rawArgs, data }): Promise<ExitCode> {
    const session = connect(args, data)
    const wanted = { path: args.path, name: nameOf(args.name), settings: settingsOf(args, rawArgs) }
    await deploy(session, wanted)
    if (args.watch === true) await deployOnChange(session, wanted)
    return EXIT.ok
  },
})

interface Wanted {
  readonly path: string
  readonly name: string
  readonly settings: FunctionSettings
}

const DEFAULT_RUNTIME = 'nodejs24.x'
/** A function here runs as nobody on AWS; its calls need a role by form. */
const ROLE = 'arn:aws:iam::000000000000:role/postern'

function nameOf(name: string | undefined): string {
  if (name !== undefined && name !== '') return name
  throw new CliError(
    EXIT.usage,
    'functions deploy needs --name NAME.',
    'npx postern functions deploy index.js --name hello',
  )
}

interface Flags {
  readonly handler?: string
  readonly runtime?: string
  readonly timeout?: string
  readonly memory?: string
}

/** What the flags say, and nothing else: an update leaves the rest as it is. */
function settingsOf({ handler, runtime, timeout, memory }: Flags, rawArgs: readonly string[]): FunctionSettings {
  const { values } = parseArgs({
    args: [...rawArgs],
    options: { env: { type: 'string', multiple: true } },
    strict: false,
    allowPositionals: true,
  })
  const pairs = [values.env ?? []].flat().map((text) => pairOf(String(text)))
  return {
    ...(handler !== undefined && { Handler: handler }),
    ...(runtime !== undefined && { Runtime: runtime }),
    ...(timeout !== undefined && { Timeout: numberOf('timeout', timeout) }),
    ...(memory !== undefined && { MemorySize: numberOf('memory', memory) }),
    ...(pairs.length > 0 && { Environment: { Variables: Object.fromEntries(pairs) } }),
  }
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new CliError(EXIT.usage, `--env takes a name and a value, not "${text}".`, '--env NAME=value')
}

function numberOf(flag: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new CliError(EXIT.usage, `--${flag} takes a whole number, not "${text}".`)
}

async function deploy(session: Session, { path, name, settings }: Wanted): Promise<void> {
  const code = await packFunction(path)
  const { created, configuration } = await withProgress(session, `Putting ${printable(name)} up`, () =>
    put(session, name, code, settings),
  )
  report(session, created, configuration, code)
}

async function put(session: Session, name: string, code: FunctionPackage, settings: FunctionSettings) {
  const { functions } = session
  const existing = await functions.getFunctionConfiguration(name)
  const configuration =
    existing === undefined
      ? await functions.createFunction({
          ...{ FunctionName: name, Role: ROLE, Runtime: DEFAULT_RUNTIME, Handler: code.handler },
          ...settings,
          zip: code.zip,
        })
      : await update(session, existing, code, settings)
  await letApisCall(session, name)
  return { created: existing === undefined, configuration }
}

async function update(
  { functions }: Session,
  { FunctionName: name }: FunctionConfiguration,
  { zip }: FunctionPackage,
  settings: FunctionSettings,
): Promise<FunctionConfiguration> {
  const updated = await functions.updateFunctionCode(name, zip)
  return Object.keys(settings).length === 0 ? updated : functions.updateFunctionConfiguration(name, settings)
}

const STATEMENT_ID = 'postern-functions-deploy'

/** As AWS's console does when a method is given a function: any API of the account may call it. */
async function letApisCall({ functions }: Session, name: string): Promise<void> {
  const policy = await functions.getPolicy(name)
  if (policy?.includes('apigateway.amazonaws.com')) return
  await functions.addPermission(name, {
    StatementId: STATEMENT_ID,
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
  })
}

function report(
  { terminal, json }: Session,
  created: boolean,
  configuration: FunctionConfiguration,
  { files, zip }: FunctionPackage,
): void {
  const { FunctionName: name, FunctionArn: arn, Handler: handler, Runtime: runtime } = configuration
  if (json) {
    terminal.out(JSON.stringify({ function: configuration, created, files }))
    return
  }
  const size = `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${(zip.length / 1024).toFixed(1)} KB packed`
  terminal.out(`${created ? 'Created' : 'Updated'} ${printable(name)} (${runtime}, ${handler}): ${size}`)
  if (!created) return
  terminal.out(`  run it:     npx postern functions invoke ${printable(name)}`)
  terminal.out('  call it by an API: an integration of type aws_proxy, httpMethod POST, with this uri')
  terminal.out(`  arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${printable(arn)}/invocations`)
}

/** Editors write a file in several steps: what changes within this time is one change. */
const SETTLE_MILLIS = 150

async function deployOnChange(session: Session, wanted: Wanted): Promise<never> {
  const { terminal } = session
  terminal.err(`Watching ${wanted.path}. Ctrl-C ends it.`)
  let changed = Promise.withResolvers<void>()
  // A file is watched by its folder: editors put a new file in its place.
  const single = statSync(wanted.path).isFile() ? basename(wanted.path) : undefined
  const folder = single === undefined ? wanted.path : dirname(wanted.path)
  const watcher = watch(folder, { recursive: single === undefined }, (_, name) => {
    if (single === undefined || name === single) changed.resolve()
  })
  watcher.on('error', (error) => changed.reject(error))
  for (;;) {
    await changed.promise
    await terminal.sleep(SETTLE_MILLIS)
    changed = Promise.withResolvers<void>()
    await deploy(session, wanted).catch((error: unknown) => {
      const known = explain(error, session.endpoint, terminal.env)
      if (known === undefined) throw error
      terminal.err(`postern: ${printable(known.message)}`)
    })
  }
}
