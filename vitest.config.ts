import { defineConfig } from 'vitest/config'

// unit: pure code, under Node. architecture: the house's rules. conformance: recorded AWS behaviour, where it is at hand.
// e2e: the built Worker over real HTTP, with real AWS clients.
const project = (name: string, include: string[], timeout = 20_000) => ({
  test: { name, include, environment: 'node' as const, testTimeout: timeout, hookTimeout: 60_000 },
})

export default defineConfig({
  test: {
    projects: [
      project('architecture', ['test/architecture.test.ts']),
      project('unit', ['test/**/*.test.ts', '!test/architecture.test.ts', '!test/e2e/**', '!test/conformance/**']),
      project('conformance', ['test/conformance/**/*.test.ts'], 60_000),
      project('e2e', ['test/e2e/**/*.test.ts'], 120_000),
    ],
  },
})
