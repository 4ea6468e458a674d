import { type ArgsDef, type CommandDef, runCommand } from 'citty'
import { type CliError, EXIT, type ExitCode } from './cli-error.ts'
import { readCommandLine, requireKnownArguments } from './command-line.ts'
import { COMMANDS } from './command-table.ts'
import { explain } from './explain.ts'
import { commandHelp, groupHelp, mainHelp } from './help.ts'
import { printable, processTerminal, type Terminal } from './terminal.ts'
import { ownVersion } from './version.ts'

/** The command line of Postern. Answers the exit code; undefined while a command such as `start` goes on. */
export async function main(
  argv: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<ExitCode | undefined> {
  try {
    return await run(argv, terminal)
  } catch (error) {
    const known = explain(error, endpointFlag(argv), terminal.env)
    if (known === undefined) throw error
    printError(known, argv.includes('--json'), terminal)
    return known.exitCode
  }
}

async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode | undefined> {
  const line = readCommandLine(argv)
  if (line.name === undefined) return withoutCommand(line.help, line.version, terminal)
  const entry = COMMANDS[line.name]
  if (entry === undefined) {
    terminal.out(groupHelp(line.name))
    return EXIT.ok
  }
  const command = await entry.load()
  if (line.help) {
    terminal.out(commandHelp(line.name, command))
    return EXIT.ok
  }
  requireKnownArguments(line.name, command, line.rest)
  return runTyped(command, line.rest, terminal)
}

function withoutCommand(help: boolean, version: boolean, terminal: Terminal): ExitCode {
  if (version) terminal.out(ownVersion())
  else if (help) terminal.out(mainHelp(ownVersion()))
  else terminal.err(mainHelp(ownVersion()))
  return help || version ? EXIT.ok : EXIT.usage
}

async function runTyped(
  command: CommandDef<ArgsDef>,
  rest: readonly string[],
  terminal: Terminal,
): Promise<ExitCode | undefined> {
  const { result } = await runCommand(command, { rawArgs: [...rest], data: terminal })
  return Object.values(EXIT).find((code) => code === result)
}

function printError(error: CliError, json: boolean, terminal: Terminal): void {
  const { message, next } = error
  if (json) {
    terminal.out(JSON.stringify({ error: { message, next } }))
    return
  }
  // Each line by itself, so that a refusal that lists many problems stays readable.
  for (const [i, text] of message.split('\n').entries())
    terminal.err(`${i === 0 ? 'postern: ' : '  '}${printable(text.trimStart())}`)
  if (next !== undefined) terminal.err(`  → ${printable(next)}`)
}

/** The endpoint as typed, for errors that come before or after its flag is read. */
function endpointFlag(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => /^--endpoint(-url)?(=|$)/.test(word))
  const word = argv[at]
  return word?.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[at === -1 ? argv.length : at + 1]
}
