import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../src/cli/local-server/settings.ts'
import type { FunctionFigures } from './functions.ts'
import { median } from './load.ts'
import type { ManagementRow } from './management.ts'
import type { Row } from './measure.ts'
import type { TemplateRow } from './templates.ts'

export interface Figures {
  /** The bare Worker, the gateway, Hono, the gateway with few and with many routes, AWS's header rules alone, HTTP without and with templates. */
  readonly rows: readonly Row[]
  readonly functions: FunctionFigures
  readonly requests: number
  readonly rounds: number
  readonly publishMillis: number
  readonly management: readonly ManagementRow[]
  readonly templates: readonly TemplateRow[]
  readonly bundleGzipBytes: number
  readonly startUpMillis: number
}

interface Goal {
  readonly what: string
  readonly measured: number
  readonly atMost: number
  readonly unit: string
}

const FILE = join(PROJECT, 'docs/performance.md')

/** Prints the figures as the document that `--write` keeps. */
export function report(figures: Figures, write: boolean): void {
  const text = [
    ...introduction(figures),
    '',
    ...comparison(figures.rows, 'bare'),
    '',
    ...goals(figures),
    '',
    ...functions(figures.functions),
    '',
    ...management(figures.management),
    '',
    ...templates(figures.templates),
  ].join('\n')
  console.log(text)
  if (write) writeFileSync(FILE, `${text}\n`)
}

const introduction = ({ requests, rounds }: Figures) => [
  '# Performance',
  '',
  'Measured by `npm run bench -- --write`, which writes this page. The gateway and the Workers it is compared with have identical',
  'bindings and run on the same workerd binary, each in a process of its own, with the same origin behind them. They take turns;',
  `each figure, ratios too, is the median of ${rounds} rounds of ${requests.toLocaleString('en')} requests over 50 connections. CPU is user and`,
  'system time of the workerd process, so it holds whatever the gateway does beside a request too: its logs and its refreshes.',
  '',
  `This machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}, which also ran the origin and`,
  'the load. Ratios can be compared between machines, requests per second cannot.',
  '',
  "The bare Worker hands the request object on and answers with the backend's response as it is. Reading and writing headers, a",
  "timeout and a response of one's own are what the platform makes a proxy pay for: the row with AWS's header rules does only that,",
  'by hand. What the gateway costs beyond it is routing, parameter mapping, ids, the request record and its log stream.',
  '',
  'Taken apart on workerd (medians of 25 rounds each, as parts of the bare Worker): a timeout of any kind 0.05 to 0.10, reading the headers',
  "of request and response 0.05 each, sending a set of one's own 0.07, a Response of one's own 0.08. Together they are more than the 0.15",
  "that the first goal leaves, before a gateway has done anything: AWS's header rules with its timeout cannot be had for less on this",
  'runtime. Nothing tried was cheaper than plain objects, `forEach` and `AbortSignal.timeout`: native edits, pairs, `new Request`, racing a',
  'timer, one timer cleared early, buffered bodies. Miniflare puts a Worker of its own behind every `fetch`, for all rows alike; without',
  'it all ratios to the bare Worker are larger.',
]

function comparison(rows: readonly Row[], first: string): string[] {
  const lines = rows.map((row) => {
    const rate = median(row.rounds.map((round) => round.requestsPerSecond))
    const cpu = median(row.rounds.map((round) => round.cpuMicrosPerRequest))
    return `| ${row.name} | ${rate.toFixed(0)} | ${cpu.toFixed(0)} | ${cpuRatio(row, rows[0]).toFixed(2)} |`
  })
  return [`| Worker | requests/s | CPU µs per request | CPU ÷ ${first} |`, '|---|--:|--:|--:|', ...lines]
}

/** Round by round, and then the middle one: what slows the machine for a while slows both. */
function cpuRatio(row?: Row, to?: Row): number {
  const ratios = row?.rounds.map(
    ({ cpuMicrosPerRequest }, i) => cpuMicrosPerRequest / (to?.rounds[i]?.cpuMicrosPerRequest ?? Number.NaN),
  )
  return median(ratios ?? [])
}

function goals({ rows, functions, publishMillis, bundleGzipBytes, startUpMillis }: Figures): string[] {
  const [bare, gateway, , few, many, , http, templates] = rows
  const list: Goal[] = [
    { what: `${gateway?.name}: CPU ÷ bare pass-through`, measured: cpuRatio(gateway, bare), atMost: 1.15, unit: '' },
    { what: `CPU with 10,000 routes ÷ with 10`, measured: cpuRatio(many, few), atMost: 1.05, unit: '' },
    {
      what: 'CPU with a template each way ÷ the same routes without',
      measured: cpuRatio(templates, http),
      atMost: 1.5,
      unit: '',
    },
    {
      what: 'CPU of a function behind AWS_PROXY ÷ a Worker by hand',
      measured: cpuRatio(functions.rows[1], functions.rows[0]),
      atMost: 1.5,
      unit: '',
    },
    {
      what: 'overwriting and publishing an API of 1,000 routes',
      measured: publishMillis / 1_000,
      atMost: 2,
      unit: ' s',
    },
    { what: 'Worker bundle, gzipped', measured: bundleGzipBytes / 1_000, atMost: 400, unit: ' KB' },
  ]
  const lines = list.map(({ what, measured, atMost, unit }) => {
    const met = measured <= atMost ? 'yes' : '**no**'
    return `| ${what} | ${measured.toFixed(2)}${unit} | ≤ ${atMost}${unit} | ${met} |`
  })
  const startUp = `| CPU to start the Worker (\`wrangler check startup\`) | ${startUpMillis.toFixed(1)} ms | | |`
  return ['| what | measured | goal | met |', '|---|--:|--:|---|', ...lines, startUp]
}

const functions = ({ rows, requests, hundred: { count, firstEver, cold, warm } }: FunctionFigures) => [
  'A function that was uploaded, behind AWS_PROXY, beside a Worker as one would write it by hand: it makes an event of method, path,',
  'headers and query, sends it over a service binding to a Worker that answers the same, and makes a Response of the result. The function',
  "host is a workerd of its own, so the hand-written Worker's counterpart is one too; CPU is that of both processes, in rounds of",
  `${requests.toLocaleString('en')} requests.`,
  '',
  'Taken apart on workerd (medians of 15 rounds): the hand-written Worker with a function host that only passes its requests on to a loaded',
  'Worker and the answers back takes 1.28 times the CPU, and one that reads both, as it must to keep a function from filling its memory,',
  "1.34. What remains is the gateway's own work on a request, an event with its whole context, the invocation with its credentials, the",
  'timers, and the log lines of a call; it is spread over a hundred places, most of them objects of the platform. No effect beyond the noise',
  'had sending without AbortSignal, without a Request made beforehand, without the second timer, without logs, or without credentials.',
  '',
  ...comparison(rows, 'by hand'),
  '',
  `${count} functions behind one API, called in turn, one call at a time; every call was answered with 200.`,
  '',
  '| call | median ms | longest ms |',
  '|---|--:|--:|',
  `| warm | ${warm.median.toFixed(1)} | ${warm.most.toFixed(1)} |`,
  `| the first of a function | ${cold.median.toFixed(1)} | ${cold.most.toFixed(1)} |`,
  `| the first of any function since the start | ${firstEver.toFixed(1)} | |`,
]

const management = (rows: readonly ManagementRow[]) => [
  "Management calls, by AWS's own client over HTTP, with the database on disk; the median of five each. SQL statements count all that",
  'the call sends to the database, the version guard and what is settled behind the answer included.',
  '',
  '| call | ms | SQL statements |',
  '|---|--:|--:|',
  ...rows.map(({ what, millis, statements }) => `| ${what} | ${millis.toFixed(0)} | ${statements} |`),
]

const templates = (rows: readonly TemplateRow[]) => [
  "One mapping template, rendered by the gateway's engine and by velocityjs in one process, by turns; the body is parsed each time.",
  '',
  '| body | µs | velocityjs µs | times as fast | goal | met |',
  '|---|--:|--:|--:|--:|---|',
  ...rows.map(({ kilobytes, ours, theirs }) => {
    const ratio = theirs / ours
    return `| ${kilobytes} KB | ${ours.toFixed(1)} | ${theirs.toFixed(1)} | ${ratio.toFixed(1)} | ≥ 5 | ${ratio >= 5 ? 'yes' : '**no**'} |`
  }),
]
