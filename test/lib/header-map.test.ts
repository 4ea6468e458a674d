import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeaderMap, isFieldValue } from '../../src/lib/header-map.ts'

describe('header fields', () => {
  it('are found whatever their case and sent as they were last set', () => {
    const headers = new HeaderMap({ 'content-type': 'a' })
    headers.set('X-Amzn-Id', '1')
    headers.set('Content-Type', 'b')
    expect(headers.get('CONTENT-TYPE')).toBe('b')
    expect(headers.toInit()).toEqual({ 'X-Amzn-Id': '1', 'Content-Type': 'b' })
    headers.set('x-amzn-id', '2')
    expect(headers.toInit()).toEqual({ 'x-amzn-id': '2', 'Content-Type': 'b' })
  })

  it('keep cookies apart', () => {
    const native = new Headers([
      ['set-cookie', 'a=1; Expires=Mon, 01 Jan 2029 00:00:00 GMT'],
      ['set-cookie', 'b=2'],
      ['x', 'y'],
    ])
    const headers = HeaderMap.from(native)
    expect([...headers]).toEqual([...native].sort(([one], [other]) => (one === 'x' ? -1 : other === 'x' ? 1 : 0)))
    expect(new Headers(headers.toInit()).getSetCookie()).toEqual(native.getSetCookie())
    headers.delete('Set-Cookie')
    expect(headers.toInit()).toEqual({ x: 'y' })
  })

  it('are copied without some of them, and the copy changes alone', () => {
    const headers = new HeaderMap({ Host: 'a', 'X-A': '1', te: 'x' })
    headers.set('set-cookie', 'a=1')
    const copy = headers.without(new Set(['host', 'te']))
    copy.set('x-b', '2')
    expect([...copy]).toEqual([
      ['x-a', '1'],
      ['x-b', '2'],
      ['set-cookie', 'a=1'],
    ])
    expect([...headers].length).toBe(4)
  })

  it('count their bytes as they stand on the wire', () => {
    expect(new HeaderMap({ host: 'a.example', accept: '*/*' }).bytes).toBe('host: a.example\r\naccept: */*\r\n'.length)
  })

  it('count cookies too', () => {
    const native = new Headers([['set-cookie', 'a=1']])
    expect(HeaderMap.from(native).bytes).toBe('set-cookie: a=1\r\n'.length)
  })

  it.each(['a\nb', 'a\rb', 'a\0b', '\u{1f600}'])('cannot hold %j', (value) => expect(isFieldValue(value)).toBe(false))

  it('behave as the platform does under any sequence of changes', () => {
    const name = fc.constantFrom('a', 'A', 'x-B', 'X-b', 'content-type', '__proto__')
    const step = fc.tuple(fc.constantFrom('set' as const, 'delete' as const), name, fc.stringMatching(/^[a-z]{1,3}$/))
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const [ours, theirs] = [new HeaderMap(), new Headers()]
        for (const [verb, key, value] of steps) {
          ours[verb](key, value)
          if (verb === 'set') theirs.set(key, value)
          else theirs.delete(key)
        }
        expect([...new Headers(ours.toInit())]).toEqual([...theirs])
      }),
    )
  })
})
