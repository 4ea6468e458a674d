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
    const words = at === -1 ? [] : argv.slice(at + 1).filter((word) => !word.startsWith('-'))
    if (at === -1 && !help && !version) requireKnownFlags(argv, globalArgs)
    return { name: nameOf(words, true)?.name, rest: [], help: help || at !== -1, version }
  }
  const { name, words } = nameOf(argv.slice(at), help) as Named
  return { name, rest: argv.toSpliced(at, words), help, version }
}

interface Named {
  readonly name: string
  /** How many words of the command line are the name. */
  readonly words: number
}

/** `logs`, or `functions deploy`: the name that these words begin with. `help` may ask for all commands below one word. */
function nameOf([first, second]: readonly string[], help: boolean): Named | undefined {
  if (first === undefined) return undefined
  if (Object.hasOwn(COMMANDS, first)) return { name: first, words: 1 }
  const verbs = verbsOf(first)
  if (verbs.length === 0) {
    const names = [...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0]))]
    throw usage(undefined, `There is no command "${first}", only: ${names.join(', ')}.`)
  }
  if (second !== undefined && verbs.includes(second)) return { name: `${first} ${second}`, words: 2 }
  if (help && (second === undefined || second.startsWith('-'))) return { name: first, words: 1 }
  const said = second === undefined || second.startsWith('-') ? 'needs a word' : `cannot "${second}"`
  throw usage(first, `${first} ${said}, only: ${verbs.join(', ')}.`)
}

/** The commands below a word: `deploy`, `list` … below `functions`. */
const verbsOf = (word: string): string[] =>
  Object.keys(COMMANDS)
    .filter((name) => name.startsWith(`${word} `))
    .map((name) => name.slice(word.length + 1))

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
