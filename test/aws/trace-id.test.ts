import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outgoingTraceId, parseTraceId } from '../../src/aws/trace-id.ts'

const NOW = 1_795_334_709_123
const FORM = /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/

describe('the trace id sent to a backend', () => {
  it('is new when the client sends none, and begins with the time in seconds', () => {
    const traceId = outgoingTraceId(undefined, NOW)
    expect(traceId).toMatch(FORM)
    expect(traceId.slice('Root=1-'.length, 'Root=1-'.length + 8)).toBe(Math.floor(NOW / 1000).toString(16))
  })

  it('differs from request to request', () => {
    const ids = Array.from({ length: 1_000 }, () => outgoingTraceId(undefined, NOW))
    expect(new Set(ids).size).toBe(1_000)
  })

  it('keeps what the client decided about sampling (trc-0006 and our own choice for Sampled=0)', () => {
    expect(outgoingTraceId('Root=r;Parent=p', NOW)).toBe('Root=r;Parent=p;Sampled=1')
    expect(outgoingTraceId('root=r;PARENT=p;sampled=0', NOW)).toBe('Root=r;Parent=p;Sampled=0')
  })

  it('is whole whatever the client sends', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const members = parseTraceId(outgoingTraceId(header, NOW))
        expect([...members.keys()]).toEqual(['Root', 'Parent', 'Sampled'])
      }),
    )
  })
})
