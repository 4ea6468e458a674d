import { expect } from 'vitest'
import { outgoingTraceId, parseTraceId } from '../../src/aws/trace-id.ts'
import { NOW } from '../gateway/fake-services.ts'
import { conformance } from './runner.ts'

interface Input {
  readonly header?: string
  readonly requestHeader?: string | null
}

interface Expected {
  readonly parsed?: Readonly<Record<string, string>>
  readonly outgoing?: string
  readonly root?: string
  readonly rootLength?: number
  readonly parentLength?: number
  readonly sampled?: string
}

conformance<Input, Expected>({
  area: 'trace-id',
  check({ input, expected }) {
    if (input.header !== undefined) {
      expect(Object.fromEntries(parseTraceId(input.header))).toEqual(expected.parsed)
      return
    }
    const outgoing = outgoingTraceId(input.requestHeader ?? undefined, NOW)
    const members = parseTraceId(outgoing)
    if (expected.outgoing !== undefined) expect(outgoing).toBe(expected.outgoing)
    if (expected.root !== undefined) expect(members.get('Root')).toBe(expected.root)
    if (expected.rootLength !== undefined) {
      expect(members.get('Root')).toHaveLength(expected.rootLength)
      expect(outgoing).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/)
    }
    if (expected.parentLength !== undefined) expect(members.get('Parent')).toHaveLength(expected.parentLength)
    if (expected.sampled !== undefined) expect(members.get('Sampled')).toBe(expected.sampled)
  },
})
