import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { sql } from '../../src/bindings/database.ts'
import { type GatewayUnderTest, gatewayUnderTest } from '../control/gateway-under-test.ts'
import { broken } from './broken-document.ts'
import { substituted } from './substitution.ts'

// Real API definitions, broken by chance (the same each time): imported or refused in AWS's shape, never half, never a 500.
const FOLDER = resolve(import.meta.dirname, '../../../shared/suites/aws-openapi')
const INDEX = resolve(FOLDER, 'index.json')
const VARIANTS = 2_000
const SEED = 20_261_125

interface Entry {
  readonly file: string
  readonly kind: string
}

const index: Entry[] = existsSync(INDEX) ? JSON.parse(readFileSync(INDEX, 'utf8')) : []
const entries = index.filter(({ kind }) => kind === 'openapi')
if (entries.length === 0) console.warn('CONFORMANCE NOT RUN: the real API definitions are not at hand')

/** Everything that the database holds of definitions. */
async function contents({ db }: GatewayUnderTest): Promise<string> {
  const tables = ['rest_api', 'resource', 'method', 'part']
  return JSON.stringify(await Promise.all(tables.map((table) => db.all(sql(`SELECT * FROM ${table}`)))))
}

describe.skipIf(entries.length === 0)('broken variants of real API definitions', () => {
  const each = Math.ceil(VARIANTS / Math.max(1, entries.length))
  const counts = { imported: 0, refused: 0 }

  describe.each(entries.map(({ file }, position) => [file, position] as const))('%s', (file, position) => {
    it(`${each} of them are imported whole or refused and change nothing`, async () => {
      const text = substituted(readFileSync(resolve(FOLDER, file), 'utf8'))
      const document: unknown = parse(text, { logLevel: 'silent' })
      const gateway = gatewayUnderTest()
      const first = await gateway.call('POST', '/restapis', JSON.stringify({ name: 'before' }))
      const { id } = (await first.json()) as { id: string }
      for (let i = 0; i < each; i++) {
        const seed = SEED + position * each + i
        await tryVariant(gateway, id, broken(text, document, seed), seed, i % 2 === 0)
      }
      expect(gateway.lines, 'nothing was logged as a mistake of ours').toEqual([])
    })
  })

  async function tryVariant(gateway: GatewayUnderTest, id: string, body: string, seed: number, isNew: boolean) {
    const before = await contents(gateway)
    const [method, path] = isNew ? ['POST', '/restapis?mode=import'] : ['PUT', `/restapis/${id}?mode=overwrite`]
    const response = await gateway.call(method, path, body)
    const answer = (await response.json()) as { id?: string; message?: string }
    if (response.ok) {
      counts.imported++
      const read = await gateway.call('GET', `/restapis/${answer.id}/resources?embed=methods&limit=500`)
      expect(read.status, `seed ${seed}: its resources can be read`).toBe(200)
    } else {
      counts.refused++
      expect([400, 413], `seed ${seed}: ${response.status} ${answer.message}`).toContain(response.status)
      expect(answer.message, `seed ${seed}`).toBeTruthy()
      expect(await contents(gateway), `seed ${seed}: a refusal changes nothing`).toBe(before)
    }
  }

  it('are broken in earnest: some are refused, and some still import', () => {
    expect(counts.imported).toBeGreaterThan(VARIANTS / 10)
    expect(counts.refused).toBeGreaterThan(VARIANTS / 10)
    console.info(`${counts.imported} of the broken variants were imported, ${counts.refused} refused`)
  })
})
