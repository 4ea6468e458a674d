// What the examples share: Postern's own command, typed for them at a running gateway.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const POSTERN = fileURLToPath(new URL('../src/cli/launch.mjs', import.meta.url))

/**
 * Deploys `document` after each origin it names is replaced by where that origin really listens. Answers the API's id, and ends
 * the process with the reason when the gateway refuses.
 */
export async function deployDocument(document, origins) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-example-'))
  const file = join(folder, basename(document))
  let text = readFileSync(document, 'utf8')
  for (const [written, real] of Object.entries(origins)) text = text.replaceAll(written, real)
  writeFileSync(file, text)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return (await postern('deploy', file)).api.id
}

/** Types `npx postern … --json` and answers what it printed; ends the process with the reason when it failed. */
export async function postern(...words) {
  const child = spawn(process.execPath, [POSTERN, ...words, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const [code] = await once(child, 'close')
  const report = JSON.parse(output || '{}')
  if (code === 0) return report
  console.error(report.error?.message ?? `postern ${words.join(' ')} failed.`)
  if (report.error?.next) console.error(`  → ${report.error.next}`)
  process.exit(1)
}

/** Listens on loopback; `0` is any free port. Answers `http://localhost:PORT`. */
export async function listen(server, port) {
  server.listen(Number(port), '127.0.0.1')
  await once(server, 'listening')
  return `http://localhost:${server.address().port}`
}

/** Where the gateway is: as every `postern` command has it. */
export const ENDPOINT = process.env.POSTERN_ENDPOINT ?? `http://localhost:${process.env.PORT ?? 8787}`
