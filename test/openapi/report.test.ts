import { describe, expect, it } from 'vitest'
import { Report } from '../../src/openapi/report.ts'

describe('the report of an import', () => {
  it('says each thing once', () => {
    const report = new Report()
    report.error('/a', 'wrong')
    report.error('/a', 'wrong')
    expect(report.errors).toHaveLength(1)
  })

  it('counts what it no longer lists', () => {
    const report = new Report()
    for (let n = 0; n < 1_005; n++) report.warn(`/${n}`, 'odd')
    expect(report.warnings).toHaveLength(1_001)
    expect(report.warnings.at(-1)?.message).toMatch(/^5 more/)
  })

  it('tells notes on what is not served from warnings of the document, beyond what it lists too', () => {
    const report = new Report()
    for (let n = 0; n < 1_005; n++) report.uses('a PRIVATE endpoint', `/${n}`)
    expect(report.notServed).toEqual(report.warnings)
    report.warn('/x', 'odd')
    expect(report.notServed).toHaveLength(1_000)
  })

  it('warns of a feature only while the table says that it is not served', () => {
    const report = new Report()
    report.uses('a PRIVATE endpoint', '/a')
    report.uses('a feature that is served', '/b')
    expect(report.notServed.map(({ place }) => place)).toEqual(['/a'])
    expect(report.warnings).toEqual(report.notServed)
  })
})
