import { expect, it } from 'vitest'
import { inputParameters } from '../../src/gateway/live-sources.ts'
import { inputObject } from '../../src/mapping/input.ts'
import { printValue } from '../../src/mapping/print.ts'
import { exchangeFor } from './fake-services.ts'

it('gives a template the parameters of the request: last values, without the headers that never reach an integration', () => {
  const x = exchangeFor({
    rawQuery: 'q=1&q=a+b&empty',
    headers: { 'X-One': '1', Connection: 'close', 'Max-Forwards': '2' },
    pathParameters: { id: 'a%2Fb' },
  })
  const all = inputObject('', () => inputParameters(x)).call('params', [])
  expect(printValue(all ?? null)).toBe('{path={id=a%2Fb}, querystring={q=a b, empty=}, header={x-one=1}}')
})
