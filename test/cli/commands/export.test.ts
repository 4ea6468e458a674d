import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Desk, newDesk, pets, TWO } from '../desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await newDesk()
  await desk.type(['deploy', await desk.file('a.json', pets(TWO))])
})
afterEach(() => desk.clear())

describe('postern export', () => {
  it('prints what the stage serves as YAML, with all extensions', async () => {
    const { code, text } = await desk.type(['export', 'Pets'])
    expect(code).toBe(0)
    const document = parse(text)
    expect(document).toMatchObject({ openapi: '3.0.1', info: { title: 'Pets' } })
    expect(document.paths['/pets'].get['x-amazon-apigateway-integration']).toMatchObject({ uri: 'http://origin/pets' })
  })

  it('prints JSON and nothing else with --json, of the type and with the extensions asked for', async () => {
    const { stdout, stderr, text } = await desk.type([
      'export',
      'Pets',
      '--json',
      '--type=swagger',
      '--extensions=none',
    ])
    expect([stdout.length, stderr]).toEqual([1, []])
    expect(JSON.parse(text)).toMatchObject({ swagger: '2.0' })
    expect(text).not.toContain('x-amazon-apigateway')
  })

  it('writes a file, JSON or YAML by its name, which deploys as the same API again', async () => {
    for (const name of ['out.json', 'out.yaml']) {
      const file = join(desk.folder, name)
      expect((await desk.type(['export', 'api1', '--out', file])).text).toContain(`Pets (api1) serves to ${file}`)
      expect((await readFile(file, 'utf8')).startsWith('{')).toBe(name === 'out.json')
      expect((await desk.type(['deploy', file])).text).toContain('no changes')
    }
  })

  it.each([
    ['a stage that is not there', ['--stage', 'dev'], 1, /has no stage "dev"\.\n.*npx postern stages api1/],
    ['a type that is none', ['--type', 'postman'], 64, /"postman" is no type of an export/],
    ['extensions that are none', ['--extensions', 'all'], 1, /extensions/],
    ['a file that cannot be written', ['--out', '/nowhere/at/all.json'], 1, /cannot be written/],
  ])('refuses %s', async (_, flags, exitCode, message) => {
    const { code, errors } = await desk.type(['export', 'Pets', ...flags])
    expect(code).toBe(exitCode)
    expect(errors).toMatch(message)
  })
})
