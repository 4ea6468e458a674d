#!/usr/bin/env node
// The entry of `postern`, in JavaScript that any Node reads: finds a Node new enough for the rest, which is TypeScript.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = [22, 12]
/** From here on Node runs TypeScript without being told. */
const TYPES_BY_DEFAULT = [22, 18]
/** Set for the Node that we start, so that it can never start another. */
const STARTED = 'POSTERN_LAUNCHED'
const TYPE_FLAGS = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']
const SELF = fileURLToPath(import.meta.url)

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const isAtLeast = (version) => major > version[0] || (major === version[0] && minor >= version[1])
const relaunched = process.env[STARTED] === '1'
delete process.env[STARTED]

if (isAtLeast(TYPES_BY_DEFAULT) || (isAtLeast(NEEDED) && relaunched)) runHere()
else if (isAtLeast(NEEDED)) relaunch(process.execPath, TYPE_FLAGS)
else if (relaunched || ownNode() === undefined) refuse()
else relaunch(ownNode(), [])

function runHere() {
  endWithLauncher()
  silenceExperimentalWarnings()
  import('./main.ts')
    .then(({ main }) => main(process.argv.slice(2)))
    .then(
      // A command that goes on, such as start, has no exit code yet.
      (code) => {
        if (code !== undefined) process.exitCode = code
      },
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
}

/** A launcher that is killed outright cannot pass its end on: the channel to it closes then. */
function endWithLauncher() {
  if (!process.channel) return
  process.channel.unref()
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}

/** That TypeScript is run by Node itself is no news to whoever runs a command. */
function silenceExperimentalWarnings() {
  const emitWarning = process.emitWarning
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'object' ? rest[0]?.type : rest[0]
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest)
  }
}

/** The Node that the project brings along: an optional dependency, for Linux and Windows. */
function ownNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

function refuse() {
  const where = process.platform === 'darwin' ? '' : ' Or run `npm ci`, which brings one along on Linux and Windows.'
  console.error(
    `Postern needs Node ≥ ${NEEDED.join('.')} (this is ${process.version}). Install it from https://nodejs.org or with your version manager.${where}`,
  )
  process.exit(1)
}

/** Runs this file again under another Node, as if it were this process: same streams, signals and exit. */
function relaunch(node, flags) {
  const child = spawn(node, [...flags, SELF, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // `npx wrangler` and the like, started from there, find the same Node first.
    env: {
      ...process.env,
      [STARTED]: '1',
      PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH || ''}`,
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends Ctrl-C to the child as well: passed on, it would count twice.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)))
  }
  child.on('error', (error) => {
    console.error(`Postern could not start ${node}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code === null ? 1 : code)
    for (const passed of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(passed)
    process.kill(process.pid, signal)
  })
}
