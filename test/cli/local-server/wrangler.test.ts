import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PROJECT } from '../../../src/cli/local-server/settings.ts'
import { boundServices } from '../../../src/cli/local-server/wrangler.ts'

const published = readFileSync(join(PROJECT, 'wrangler.toml'), 'utf8')

it('reads the binding of the function host, once its owner has taken the comment signs away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-wrangler-'))
  const config = join(folder, 'wrangler.toml')
  writeFileSync(config, published.replace(/^# (?=\[\[services\]\]|binding = "FUNCTION_HOST"|service = )/gm, ''))
  try {
    expect(await boundServices()).toEqual([])
    expect(await boundServices(config)).toEqual(['FUNCTION_HOST'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it('names in that binding the Worker that the function host is published as', () => {
  const host = readFileSync(join(PROJECT, 'src/functions/host/wrangler.toml'), 'utf8')
  const name = /^name = "(.+)"$/m.exec(host)?.[1]
  expect(published).toContain(`# service = "${name}"`)
})
