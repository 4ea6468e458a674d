import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, newDesk } from '../desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => desk.clear())

const PET = `{"id": $input.json('$.id'), "by": "$context.identity.sourceIp",
 "q": "$input.params('q')", "h": "$input.params('X-A')", "p": "$input.params('petId')", "v": "$stageVariables.v"}
`

describe('postern template render', () => {
  it('renders a template with all that the flags give, and asks no gateway', async () => {
    const file = await desk.file('pet.vtl', PET)
    const flags = ['--query', 'q=1', '--query', 'other=2', '--header', 'X-A: b=c', '--path', 'petId=9']
    const variables = ['--stage-variable', 'v=a=b', '--context', 'identity.sourceIp=192.0.2.1']
    const { code, stdout } = await desk.type([
      ...['template', 'render', file, '--body', '{"id":[7]}'],
      ...[...flags, ...variables],
    ])
    expect([code, stdout]).toEqual([
      0,
      ['{"id": [7], "by": "192.0.2.1",', ' "q": "1", "h": "b=c", "p": "9", "v": "a=b"}'],
    ])
    expect(desk.gateway.calls).toEqual([])
  })

  it('reads the body from a file, and takes none as AWS does', async () => {
    const file = await desk.file('a.vtl', "$input.json('$')$context.authorizer.claims.sub")
    const body = await desk.file('body.json', { a: 1 })
    const context = ['--context', 'authorizer.claims.sub=me']
    expect((await desk.type(['template', 'render', file, '--body', `@${body}`, ...context])).text).toBe('{"a":1}me')
    expect((await desk.type(['template', 'render', file])).text).toBe('{}')
    const { code, errors } = await desk.type(['template', 'render', file, '--body', '@none.json'])
    expect([code, errors]).toEqual([65, expect.stringContaining('none.json cannot be read')])
  })

  it('says with --explain where each part came from: macros, loops and definitions too', async () => {
    const file = await desk.file(
      'a.vtl',
      ['#macro(m $a)<$a>#end', '#define($d)D#end', '#foreach($t in [1, 2])$t#end', '$d#m("x$d")#none()', ''].join('\n'),
    )
    const { stdout } = await desk.type(['template', 'render', file, '--explain', '--json'])
    const { output, parts } = JSON.parse(stdout[0] ?? '')
    expect(output).toBe('12D<xD>#none()\n')
    expect(parts.map((part: Record<string, unknown>) => [part.line, part.column, part.source, part.text])).toEqual([
      [3, 23, '$t', '1'],
      [3, 23, '$t', '2'],
      [2, 12, undefined, 'D'],
      [1, 13, undefined, '<'],
      [1, 14, '$a', 'xD'],
      [1, 16, undefined, '>'],
      [4, 12, '#none()\n', '#none()\n'],
    ])
    expect(parts[0]).toMatchObject({ start: 0, end: 1 })
    // The parts cover the output.
    expect(parts.map(({ text }: { text: string }) => text).join('')).toBe(output)
    const typed = await desk.type(['template', 'render', file, '--explain'])
    expect(typed.text).toContain('\n\n3:23  $t           "1"\n')
  })

  it('exits 65 with line and column for a template that is broken, or breaks while it renders', async () => {
    const broken = await desk.file('broken.vtl', '{\n  "a": #if($x)\n')
    const first = await desk.type(['template', 'render', broken])
    expect([first.code, first.errors]).toEqual([65, `postern: ${broken}:2:8: #if without #end`])
    const json = await desk.type(['template', 'render', broken, '--json'])
    expect([json.code, JSON.parse(json.text).error.message]).toEqual([65, `${broken}:2:8: #if without #end`])
    const failing = await desk.file('failing.vtl', "\n $input.json('$.a')")
    const second = await desk.type(['template', 'render', failing, '--body', '{"a":'])
    expect([second.code, second.errors]).toEqual([65, expect.stringContaining(`${failing}:2:9: Could not process`)])
    const endless = await desk.file('endless.vtl', '#macro(m)#m()#end#m()')
    expect((await desk.type(['template', 'render', endless])).code).toBe(65)
  })

  it('exits 64 for a command line that is wrong', async () => {
    const file = await desk.file('a.vtl', 'a')
    for (const argv of [
      ['show', file],
      ['render'],
      ['render', file, '--query', 'a'],
      ['render', file, '--querry', 'a=b'],
    ])
      expect((await desk.type(['template', ...argv])).code).toBe(64)
  })

  it('prints no control character that could rewrite what the reader sees', async () => {
    const file = await desk.file('a.vtl', 'a\tb\u001b[2J')
    expect((await desk.type(['template', 'render', file])).text).toBe('a\tb\\x1b[2J')
  })
})
