import { describe, expect, it } from 'vitest'
import { isServedTemplate, linkTemplate } from '../../src/mapping/simple-template.ts'
import { exchangeFor } from '../gateway/fake-services.ts'

describe('templates that this version serves', () => {
  it.each([
    '',
    '{"statusCode": 200}',
    'body { color: #333; background: #fff }',
    '<a href="#settings">$5 #1</a>',
    '<a href="/$context.stage/pets/">',
    '{"id": "${context.requestId}", "who": "$!context.identity.sourceIp", "v": "$stageVariables.version"}',
  ])('holds %s', (text) => {
    expect(isServedTemplate(text)).toBe(true)
  })

  it.each([
    "$input.json('$')",
    '${input.body}',
    '$!x',
    '#set($x = 1)',
    '#if ($x)a#end',
    'a #else b',
    '#{if}($x)',
    '#foreach($i in $l)',
    '## comment',
    '#* comment *#',
    '#[[raw]]#',
    '\\$context.stage',
    'costs \\$5',
    '#macro(a)',
    '$context.stage.length()',
    '$context.identity[0]',
    '$context.authorizer.principalId',
    '${context.stage',
  ])('does not hold %s', (text) => {
    expect(isServedTemplate(text)).toBe(false)
  })
})

describe('rendering', () => {
  const x = exchangeFor({ path: '/pets', stageVariables: { version: 'v2' } })

  it.each([
    ['as it is', 'as it is'],
    ['/$context.stage/pets', '/prod/pets'],
    ['$context.apiId.$context.httpMethod', 'api1.GET'],
    ['${context.resourcePath}x', '/petsx'],
    ['$stageVariables.version,$stageVariables.none;', 'v2,;'],
    ['$context.integration.status!', '!'],
  ])('makes of %s', (template, text) => {
    expect(isServedTemplate(template)).toBe(true)
    expect(linkTemplate(template)(x)).toBe(text)
  })

  it('does not render what a value holds', () => {
    const exchange = exchangeFor({ stageVariables: { a: '$context.stage' } })
    expect(linkTemplate('$stageVariables.a')(exchange)).toBe('$context.stage')
  })
})

it.each(['a', '.a', 'a-'])('takes no longer for a name of a hundred thousand %s', (text) => {
  const start = performance.now()
  expect(isServedTemplate(`$context.a${text.repeat(100_000)}(`)).toBe(false)
  expect(performance.now() - start).toBeLessThan(1_000)
})
