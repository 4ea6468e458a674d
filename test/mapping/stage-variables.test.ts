import { expect, it } from 'vitest'
import { printValue } from '../../src/mapping/print.ts'
import { stageVariable, substituteStageVariables, templateStageVariables } from '../../src/mapping/stage-variables.ts'

it.each([
  ['https://${stageVariables.host}/a', 'https://h.example/a'],
  ['${stageVariables.host}${stageVariables.host}', 'h.exampleh.example'],
  ['${stageVariables.none}', ''],
  ['${stageVariables.constructor}', ''],
  ['${host}/$stageVariables.host', '${host}/$stageVariables.host'],
])('puts stage variables into %s', (text, expected) => {
  expect(substituteStageVariables(text, { host: 'h.example' })).toBe(expected)
})

it('takes a value with dollar signs as it is', () => {
  expect(substituteStageVariables('${stageVariables.a}', { a: '$& $1' })).toBe('$& $1')
})

it('knows own variables only', () => {
  expect(stageVariable({}, 'toString')).toBeUndefined()
})

it('gives a template the variables as a map, which prints as Java does', () => {
  const variables = templateStageVariables({ host: 'h.example', v: '1' })
  expect([...variables.keys()]).toEqual(['host', 'v'])
  expect(printValue(variables)).toBe('{host=h.example, v=1}')
  expect(variables.get('constructor')).toBeUndefined()
})
