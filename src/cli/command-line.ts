import { parseArgs } from 'node:util'
import type { ArgsDef, CommandDef } from 'citty'
import { CliError, EXIT } from './cli-error.ts'
import { COMMANDS } from './command-table.ts'
import { globalArgs } from './session.ts'

/** What was typed, told apart: `postern --json logs pets -f` is `logs` with `--json pets -f`. */
export interface CommandLine {
  /** Absent when no command was named. */
  readonly name?: string
  /** Flags before the command count as flags of the command. */
  readonly rest: readonly string[]
  readonly help: boolean
  readonly version: boolean
}

/** Throws CliError (64) for a command there is none of. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const at = argv.findIndex((word, i) => !word.startsWith('-') && !/^--endpoint(-url)?$/.test(argv[i - 1] ?? ''))
  const flags = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined)
  const help = flags.some((word) => word === '--help' || word === '-h')
  const version = at === -1 && flags.some((word) => word === '--version' || word === '-v')
  if (at === -1 || argv[at] === 'help') {
    const [, name] = at === -1 ? [] : argv.slice(at).filter((word) => !word.startsWith('-'))
    if (at === -1 && !help && !version) requireKnownFlags(argv, globalArgs)
    return { name: name === undefined ? undefined : known(name), rest: [], help: help || at !== -1, version }
  }
  return { name: known(argv[at] ?? ''), rest: argv.toSpliced(at, 1), help, version }
}

function known(name: string): string {
  if (Object.hasOwn(COMMANDS, name)) return name
  throw new CliError(
    EXIT.usage,
    `There is no command "${name}", only: ${Object.keys(COMMANDS).join(', ')}.`,
    'npx postern --help',
  )
}

/** citty takes any flag and any number of words: here each has to be one that the command knows. Throws CliError (64). */
export function requireKnownArguments(name: string, command: CommandDef<ArgsDef>, rest: readonly string[]): void {
  const args = command.args as ArgsDef | undefined
  const takes = Object.entries(args ?? {}).filter(([, definition]) => definition.type === 'positional')
  const words = requireKnownFlags(rest, args ?? {}, name)
  const missing = takes.slice(words.length).find(([, definition]) => definition.required !== false)
  if (missing !== undefined) throw usage(name, `${name} needs ${missing[0].toUpperCase()}.`)
  const [surplus] = words.slice(takes.length)
  if (surplus !== undefined) throw usage(name, `${name} has no use for "${surplus}".`)
}

function requireKnownFlags(argv: readonly string[], args: ArgsDef, name?: string): string[] {
  try {
    const options = Object.fromEntries(Object.entries(args).flatMap(optionOf))
    return parseArgs({ args: [...argv], options, allowPositionals: true, allowNegative: true, strict: true })
      .positionals
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw usage(name, firstSentence(error.message))
  }
}

type NodeOption = { type: 'string' | 'boolean'; short?: string }

function optionOf([name, definition]: [string, ArgsDef[string]]): [string, NodeOption][] {
  if (definition.type === 'positional') return []
  const type = definition.type === 'boolean' ? 'boolean' : 'string'
  const aliases = aliasesOf(definition)
  const short = aliases.find((alias) => alias.length === 1)
  const long = aliases.filter((alias) => alias.length > 1)
  return [
    [name, short === undefined ? { type } : { type, short }],
    ...long.map((alias) => [alias, { type }] as [string, NodeOption]),
  ]
}

/** Other names of a flag: one letter (`-f`) or a word (`--endpoint-url`). */
export const aliasesOf = (definition: ArgsDef[string]): string[] =>
  'alias' in definition ? [definition.alias ?? []].flat() : []

/** Node's sentence is good; what it adds about `--` helps nobody here. */
const firstSentence = (message: string) => `${message.split(/\.\s/)[0]?.replace(/\n.*/s, '').replace(/\.$/, '')}.`

const usage = (name: string | undefined, message: string) =>
  new CliError(EXIT.usage, message, name === undefined ? 'npx postern --help' : `npx postern ${name} --help`)
