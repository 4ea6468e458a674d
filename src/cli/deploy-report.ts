import { changeCount, changeLines, notComparedLines, type ReportedChange } from './change-lines.ts'
import type { InvokeUrl } from './invoke-url.ts'
import type { RouteLine } from './route-list.ts'
import type { Session } from './session.ts'
import { printable } from './terminal.ts'
import { textTable } from './text-table.ts'

/** What a deploy did, or with `dryRun` would do. */
export interface DeployReport {
  readonly dryRun: boolean
  /** Without an id: an API that does not exist yet. */
  readonly api: { readonly id?: string; readonly name: string }
  /** Whether the API is new. */
  readonly created: boolean
  readonly stage: string
  readonly deploymentId?: string
  readonly routes: readonly RouteLine[]
  readonly changes: readonly ReportedChange[]
  /** What the document holds and the gateway does not show: `extension`. */
  readonly notCompared: readonly string[]
  readonly warnings: readonly string[]
}

export function printDeployReport(session: Session, report: DeployReport, urlOf: InvokeUrl): void {
  const lines = session.json ? [JSON.stringify(asJson(urlOf, report))] : asText(urlOf, report)
  for (const line of lines) session.terminal.out(line)
}

function asJson(urlOf: InvokeUrl, report: DeployReport) {
  const { id } = report.api
  const routes = report.routes.map(({ method, path }) => {
    return { method, path, url: id === undefined ? undefined : urlOf(id, report.stage, path) }
  })
  return { ...report, routes }
}

function asText(urlOf: InvokeUrl, report: DeployReport): string[] {
  const { warnings, changes, notCompared } = report
  return [
    headline(report),
    ...changeLines(changes),
    ...notComparedLines(notCompared),
    ...(warnings.length > 0 ? ['', `${count(warnings.length, 'warning')}:`] : []),
    ...warnings.map((warning) => `  ! ${printable(warning)}`),
    ...routeUrls(urlOf, report),
  ]
}

function headline({ api, created, dryRun, stage, changes }: DeployReport): string {
  const title = api.id === undefined ? printable(api.name) : `${printable(api.name)} (${api.id})`
  const extent = changeCount(changes)
  if (dryRun) return `${created ? 'Would create' : 'Would update'} ${title} on stage ${printable(stage)}: ${extent}`
  return `${created ? 'Created' : 'Updated'} ${title} and deployed it to stage ${printable(stage)}: ${extent}`
}

function routeUrls(urlOf: InvokeUrl, { api, dryRun, stage, routes }: DeployReport): string[] {
  const { id } = api
  if (dryRun || id === undefined) return []
  const rows = routes.map(({ method, path }) => [method, urlOf(id, stage, path)])
  return rows.length === 0 ? [] : ['', 'Its routes answer at:', ...textTable(rows, '  ')]
}

const count = (amount: number, what: string) => `${amount} ${what}${amount === 1 ? '' : 's'}`
