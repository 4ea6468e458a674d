import { conformance } from './runner.ts'

// Recorded test invocations. Those of MOCK integrations stand among the sequences of management calls (cpl-0057, log and all).

interface Input {
  readonly integration: { readonly type: string; readonly service?: string }
}

const LAMBDA = 'needs Lambda functions (integration type AWS)'

conformance<Input, unknown>({
  area: 'test-invoke',
  exceptions: ['tiv-0001', 'tiv-0002'].map((id) => ({ id, reason: LAMBDA })),
  check({ input }) {
    const { type, service } = input.integration
    throw new Error(`No integration of type ${type} (${service}) is served`)
  },
})
