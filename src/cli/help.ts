import type { ArgsDef, CommandDef } from 'citty'
import { aliasesOf } from './command-line.ts'
import { COMMANDS } from './command-table.ts'
import { textTable } from './text-table.ts'

/** `postern --help`. */
export function mainHelp(version: string): string {
  return [
    `Postern ${version}: Amazon API Gateway for the edge`,
    '',
    'Usage: npx postern COMMAND [flags]',
    '',
    'Commands:',
    ...textTable(commandRows(), '  '),
    '',
    'Flags of every command but start, validate, template and publish-worker:',
    ...textTable(
      [
        ['--endpoint URL', 'Where the gateway is; else $POSTERN_ENDPOINT, else http://localhost:8787 ($PORT moves it)'],
        ['--json', 'Print JSON on stdout, and nothing else'],
      ],
      '  ',
    ),
    '',
    'Credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; a gateway on this machine takes local and local.',
    'Exit codes: 0 ok, 1 failed, 2 changes pending (diff, --dry-run), 64 usage, 65 bad input.',
    '',
    'Begin with:',
    '  npx postern start',
    '  npx postern deploy openapi.yaml',
    '',
    'More on a command: npx postern COMMAND --help',
  ].join('\n')
}

/** `postern functions --help`: the commands below one word. */
export function groupHelp(word: string): string {
  return [
    `Usage: npx postern ${word} COMMAND [flags]`,
    '',
    ...textTable(commandRows(`${word} `), '  '),
    '',
    `More on a command: npx postern ${word} COMMAND --help`,
  ].join('\n')
}

const commandRows = (prefix = '') =>
  Object.entries(COMMANDS)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, { takes, summary }]) => [`${name} ${takes}`.trim(), summary])

/** `postern COMMAND --help`. */
export function commandHelp(name: string, command: CommandDef<ArgsDef>): string {
  const args = Object.entries((command.args as ArgsDef | undefined) ?? {})
  const words = args.filter(([, { type }]) => type === 'positional')
  const flags = args.filter(([, { type }]) => type !== 'positional')
  const usage = [
    'npx postern',
    name,
    ...words.map(([word, { required }]) => (required === false ? `[${word.toUpperCase()}]` : word.toUpperCase())),
    ...(flags.length > 0 ? ['[flags]'] : []),
  ]
  return [
    COMMANDS[name]?.summary ?? name,
    '',
    `Usage: ${usage.join(' ')}`,
    '',
    ...textTable(
      [
        ...words.map(([word, { description }]) => [word.toUpperCase(), description ?? '']),
        ...flags.map(([flag, definition]) => [flagText(flag, definition), flagDescription(definition)]),
      ],
      '  ',
    ),
  ].join('\n')
}

function flagText(name: string, definition: ArgsDef[string]): string {
  const value = definition.type === 'boolean' ? '' : ` ${(definition.valueHint ?? name).toUpperCase()}`
  const short = aliasesOf(definition).filter((alias) => alias.length === 1)
  return [...short.map((alias) => `-${alias}`), `--${name}`].join(', ') + value
}

const flagDescription = (definition: ArgsDef[string]): string =>
  definition.default === undefined
    ? (definition.description ?? '')
    : `${definition.description} (else ${definition.default})`
