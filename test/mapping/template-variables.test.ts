import { describe, expect, it } from 'vitest'
import { inputObject } from '../../src/mapping/input.ts'
import type { MappingFault } from '../../src/mapping/mapping-fault.ts'
import { templateStageVariables } from '../../src/mapping/stage-variables.ts'
import { templateContext } from '../../src/mapping/template-context.ts'
import { UTIL } from '../../src/mapping/util.ts'
import type { Value } from '../../src/mapping/values.ts'
import { linkTemplate } from '../../src/mapping/velocity/link-template.ts'
import { parseTemplate } from '../../src/mapping/velocity/parse-template.ts'
import { exchangeFor } from '../gateway/fake-services.ts'

// $input, $util, $context and $stageVariables as templates see them.

const BODY = '{"a":{"b":[1,2]},"n":null,"d":1.50,"text":"x/y"}'

function render(text: string, body = BODY): string {
  const { template } = parseTemplate(text)
  if (template === undefined) throw new Error(`${text} does not parse`)
  const headers = { 'user-agent': 'python/requests/tests' }
  return linkTemplate(template)(
    new Map<string, Value>([
      ['input', inputObject(body, () => ({ path: [], querystring: [], header: [['content-type', 'text/plain']] }))],
      ['util', UTIL],
      ['context', templateContext(exchangeFor({ path: '/sqs', method: 'POST', headers }))],
      ['stageVariables', templateStageVariables({ host: 'h.example' })],
    ]),
  )
}

describe('templates', () => {
  it.each([
    ['$input.body.a.b $input.body.text', '[1,2] x/y'],
    ['$input.body.none|$input.body.length()', '|48'],
    ['#set($body = $input.body)$body.a', ''],
    ["$input.params('Content-Type') $input.params().header['Content-Type']", 'text/plain text/plain'],
    ["$input.path('$.a').b.size() $input.path('$.a').b[1]", '2 2'],
    ["$input.path('$.d') $input.json('$.d') $input.json('$.n') $input.path('$.n')", '1.5 1.5 null '],
    ["#foreach($each in $input.path('$..b[*]'))<$each>#end", '<1><2>'],
    ["$util.parseJson($input.json('$.a')).b", '[1,2]'],
    ['$stageVariables.host $stageVariables.keySet() $stageVariables.get("none")', 'h.example [host] '],
    ['$context.identity.sourceIp $context.identity|$context.none', '203.0.113.7 |'],
    ['#set($context.requestOverride.header.a = "b")$context.requestOverride.header.get("a")', 'b'],
    ['$input.constructor$util.constructor$context.constructor', ''],
  ])('%s', (template, output) => {
    expect(render(template)).toBe(output)
  })

  it('shows the context as it was recorded, nulls and maps as empty texts (asi-0006)', () => {
    const pairs = (map: string) =>
      `#foreach($key in ${map}.keySet())$key=${map}.get($key)#if($foreach.hasNext),#end#end`
    expect(render(pairs('$context.identity'))).toBe(
      'cognitoIdentityPoolId=,accountId=,cognitoIdentityId=,caller=,sourceIp=203.0.113.7,principalOrgId=,accessKey=,' +
        'cognitoAuthenticationType=,cognitoAuthenticationProvider=,userArn=,userAgent=python/requests/tests,user=',
    )
    expect(render(pairs('$context.requestOverride'))).toBe('path=,header=,querystring=')
    expect(render(pairs('$context.responseOverride'))).toBe('header=')
    expect(render(pairs('$context.authorizer'))).toBe('')
    expect(render(pairs('$context'))).toMatch(
      /^resourceId=res1,.*,requestOverride=,.*,identity=,.*,responseOverride=,apiId=api1$/,
    )
  })

  it.each([
    ["$input.json('$')", '{"a"', 'invalidJson'],
    ["$input.path('$[?(')", '{}', 'invalidPath'],
    ["$util.base64Decode('*')", '{}', 'badArgument'],
    ["$input.path('$..*..*..*..*')", `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`, 'budget'],
    ["#foreach($i in [1..900])#set($x = $input.path('$..*'))#end", `[${'1,'.repeat(5_000)}1]`, 'budget'],
    ["$input.path('$[?(@ =~ /(a+)+b/)]')", `["${'a'.repeat(100)}"]`, 'budget'],
  ])('%s ends with a fault that says why', (template, body, reason) => {
    const start = performance.now()
    expect(() => render(template, body)).toThrow(
      expect.objectContaining({ line: 1, cause: expect.objectContaining({ reason }) as MappingFault }),
    )
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
