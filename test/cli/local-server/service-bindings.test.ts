import { describe, expect, it } from 'vitest'
import { readServiceBindings } from '../../../src/cli/local-server/service-bindings.ts'

describe('the environment of npm start', () => {
  it('binds Workers by their addresses: VPC links and functions', () => {
    const http = (address: string) => ({ external: { address, http: {} } })
    expect(
      readServiceBindings({
        VPC_LINK_ORDERS: 'http://127.0.0.1:9000',
        FUNCTION_MY_FN_2: 'http://127.0.0.1:9001/',
        FUNCTION_HOST_2: 'http://127.0.0.1',
        FUNCTION_EMPTY: '',
        FUNCTION: 'http://127.0.0.1:9002',
        MY_FUNCTION_X: 'http://127.0.0.1:9003',
      }),
    ).toEqual({
      VPC_LINK_ORDERS: http('127.0.0.1:9000'),
      FUNCTION_MY_FN_2: http('127.0.0.1:9001'),
      FUNCTION_HOST_2: http('127.0.0.1:80'),
    })
  })

  it('has no say in what the gateway’s own function host is', () => {
    expect(readServiceBindings({ FUNCTION_HOST: 'http://127.0.0.1:9000' })).toEqual({})
  })

  it.each(['127.0.0.1:9000', 'ftp://127.0.0.1', 'http://127.0.0.1/path', 'hello'])('refuses FUNCTION_A=%s', (text) => {
    expect(() => readServiceBindings({ FUNCTION_A: text })).toThrow(
      `FUNCTION_A is "${text}", which is no http:// or https:// address; set it to one like http://127.0.0.1:9000`,
    )
  })
})
