import { printable } from './terminal.ts'

/** Columns padded to their widest cell, two blanks apart; the last is not padded. */
export function textTable(rows: readonly (readonly string[])[], indent = ''): string[] {
  const safe = rows.map((row) => row.map(printable))
  const widths = (safe[0] ?? []).map((_, column) => Math.max(...safe.map((row) => (row[column] ?? '').length)))
  return safe.map((row) =>
    `${indent}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
}
