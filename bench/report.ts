import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../src/cli/local-server/settings.ts'

export interface Row {
  readonly name: string
  readonly requestsPerSecond: number
  readonly cpuMicrosPerRequest: number
}

export interface Figures {
  /** The bare Worker first, then the gateway, Hono, and the gateway with few and with many routes. */
  readonly rows: readonly Row[]
  readonly requests: number
  readonly rounds: number
  readonly publishMillis: number
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
  const text = [...introduction(figures), '', ...comparison(figures.rows), '', ...goals(figures)].join('\n')
  console.log(text)
  if (write) writeFileSync(FILE, `${text}\n`)
}

const introduction = ({ requests, rounds }: Figures) => [
  '# Performance',
  '',
  'Measured by `npm run bench -- --write`, which writes this page. The gateway and the Workers it is compared with have identical',
  'bindings and run on the same workerd binary, each in a process of its own, with the same origin behind them. They take turns;',
  `each figure is the median of ${rounds} rounds of ${requests.toLocaleString('en')} requests over 50 connections. CPU is user and`,
  'system time of the workerd process, so it holds whatever the gateway does beside a request too: its logs and its refreshes.',
  '',
  `This machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}, which also ran the origin and`,
  'the load. Ratios can be compared between machines, requests per second cannot.',
]

function comparison(rows: readonly Row[]): string[] {
  const [bare] = rows
  const lines = rows.map((row) => {
    const ratio = row.cpuMicrosPerRequest / (bare?.cpuMicrosPerRequest ?? Number.NaN)
    return `| ${row.name} | ${row.requestsPerSecond.toFixed(0)} | ${row.cpuMicrosPerRequest.toFixed(0)} | ${ratio.toFixed(2)} |`
  })
  return ['| Worker | requests/s | CPU µs per request | CPU ÷ bare |', '|---|--:|--:|--:|', ...lines]
}

function goals({ rows, publishMillis, bundleGzipBytes, startUpMillis }: Figures): string[] {
  const [bare, gateway, , few, many] = rows
  const cpu = (row?: Row) => row?.cpuMicrosPerRequest ?? Number.NaN
  const list: Goal[] = [
    { what: `${gateway?.name}: CPU ÷ bare pass-through`, measured: cpu(gateway) / cpu(bare), atMost: 1.15, unit: '' },
    { what: `CPU with 10,000 routes ÷ with 10`, measured: cpu(many) / cpu(few), atMost: 1.05, unit: '' },
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
