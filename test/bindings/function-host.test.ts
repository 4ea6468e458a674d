import { expect, it } from 'vitest'
import { bindingName, functionBindings } from '../../src/bindings/function-host.ts'

const worker = (text: string) => ({ fetch: async () => new Response(text) })
const said = async (bound: ((request: Request) => Promise<Response>) | undefined) =>
  (await bound?.(new Request('http://function/')))?.text()

it('finds the Worker of a function by its name in capitals', async () => {
  const bindings = functionBindings({
    FUNCTION_MY_FN_2: worker('mine'),
    FUNCTION_TEXT: 'no Worker',
    OTHER: worker('no'),
  })
  expect(await said(bindings.worker('my-fn_2'))).toBe('mine')
  expect(bindings.worker('my')).toBeUndefined()
  expect(bindings.worker('text')).toBeUndefined()
  expect(bindings.host).toBeUndefined()
})

it.each(['host', 'HOST', 'Host'])('never takes the function host for a function named %s', async (name) => {
  const bindings = functionBindings({ FUNCTION_HOST: worker('host') })
  expect(await said(bindings.host)).toBe('host')
  expect(bindings.worker(name)).toBeUndefined()
})

it.each([
  ['hello', 'HELLO'],
  ['my-function', 'MY_FUNCTION'],
  ['a_b', 'A_B'],
  ['__proto__', '__PROTO__'],
])('writes %s as %s', (name, binding) => expect(bindingName(name)).toBe(binding))
