import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, newDesk, pets, TWO } from '../desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => desk.clear())

const BROKEN = `openapi: 3.0.1
info: { title: Broken }
paths:
  /pets:
    post: {}
    get:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: pets.example.com
        timeoutInMilis: 1000
`

describe('postern validate', () => {
  it('exits 0 for a good document, and asks no gateway', async () => {
    const file = await desk.file('a.json', pets(TWO))
    const { code, stdout } = await desk.type(['validate', file])
    expect([code, stdout]).toEqual([0, [`${file} is valid, 2 routes: 0 errors, 0 warnings`]])
    expect(desk.gateway.calls).toEqual([])
  })

  it('exits 65 and names every problem with line and column, in their order', async () => {
    const file = await desk.file('a.yaml', BROKEN)
    const { code, stdout } = await desk.type(['validate', file])
    const integration = '/paths/~1pets/get/x-amazon-apigateway-integration'
    expect(code).toBe(65)
    expect(stdout).toEqual([
      `${file}:5:5: error: post: No integration defined for method`,
      '    /paths/~1pets/post',
      `${file}:10:9: error: uri: Invalid HTTP endpoint specified for URI: "pets.example.com" must start with http:// or https://`,
      `    ${integration}/uri`,
      `${file}:11:9: warning: timeoutInMilis: is no member of x-amazon-apigateway-integration and has no effect here`,
      `    ${integration}/timeoutInMilis`,
      `${file} is not valid: 2 errors, 1 warning`,
    ])
  })

  it('says with --target aws what only AWS would refuse or ignore', async () => {
    const file = await desk.file('a.json', { ...pets({ '/': 'http://localhost:3000' }), 'x-postern-limits': {} })
    expect((await desk.type(['validate', file])).text).not.toContain('AWS')
    const { code, text } = await desk.type(['validate', file, '--target', 'aws'])
    expect(code).toBe(0)
    expect(text).toContain(':1:')
    expect(text).toMatch(
      /warning on AWS: uri: AWS cannot reach "localhost".*\n.*\n.*x-postern-limits: AWS passes over it/,
    )
    expect(text).toContain('is valid for AWS too, 1 route: 0 errors, 2 warnings')
    const late = await desk.file('b.json', { ...pets(TWO), openapi: '3.1.0' })
    expect((await desk.type(['validate', late])).code).toBe(0)
    expect((await desk.type(['validate', late, '--target', 'aws'])).code).toBe(65)
  })

  it('prints one JSON value with --json', async () => {
    const file = await desk.file('a.yaml', BROKEN)
    const { code, stdout, stderr } = await desk.type(['validate', file, '--json'])
    expect([code, stderr]).toEqual([65, []])
    expect(JSON.parse(stdout.join('\n'))).toMatchObject({
      ...{ file, valid: false },
      problems: [
        { line: 5, column: 5, severity: 'error', by: 'postern', place: '/paths/~1pets/post' },
        { line: 10, column: 9, severity: 'error' },
        { line: 11, column: 9, severity: 'warning' },
      ],
    })
    const good = await desk.type(['validate', await desk.file('b.json', pets(TWO)), '--json'])
    expect(JSON.parse(good.text)).toMatchObject({ valid: true, routes: 2, problems: [] })
  })

  it.each([
    ['broken YAML', 'openapi: 3.0.1\ninfo: [\n', /a\.yaml:3:1: error: /],
    ['broken JSON', '{"openapi": "3.0.1",\n "paths": {\n', /a\.yaml:3:1: error: /],
    ['what is no OpenAPI', 'hello: 1\n', /a\.yaml:1:1: error: neither `swagger` nor `openapi`/],
    ['an empty file', '', /a\.yaml:1:1: error: /],
    ['a version that is not read', 'swagger: 1.2\n', /a\.yaml:1:1: error: swagger: "1.2" is no version/],
    ['nesting beyond all sense', '['.repeat(50_000), /a\.yaml:\d+:\d+: error: /],
  ])('exits 65 with the place for %s', async (_, content, message) => {
    const { code, text } = await desk.type(['validate', await desk.file('a.yaml', content)])
    expect([code, text]).toEqual([65, expect.stringMatching(message)])
  })

  it.each([
    [['validate', 'none.yaml'], 65, 'none.yaml cannot be read: there is no such file.'],
    [['validate', 'none.yaml', '--target', 'gcp'], 64, '"gcp" is no target, only: aws.'],
    [['validate'], 64, 'validate needs FILE.'],
  ])('refuses %s', async (argv, exitCode, message) => {
    const { code, errors } = await desk.type(argv)
    expect([code, errors]).toEqual([exitCode, expect.stringContaining(message)])
  })
})
