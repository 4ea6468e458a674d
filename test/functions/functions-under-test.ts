/** Functions over fakes: a store in memory, a host that the test plays, and a clock that stands. */
import type { ConfigStore } from '../../src/bindings/config-store.ts'
import { readMasterKey } from '../../src/control/master-key.ts'
import { createFunctionReader } from '../../src/functions/function-reader.ts'
import type { FunctionCall } from '../../src/functions/functions.ts'
import type { LogLine } from '../../src/functions/host/protocol.ts'
import type { HostCall, RunOnHost } from '../../src/functions/host-client.ts'
import {
  functionCodeKey,
  functionEnvironmentPlace,
  functionKey,
  type PublishedFunction,
  type PublishedVersion,
} from '../../src/functions/published-function.ts'
import { createUploaded } from '../../src/functions/uploaded.ts'
import { toUtf8 } from '../../src/lib/utf8.ts'

export const MASTER_KEY = readMasterKey(Buffer.alloc(32, 7).toString('base64'))

export const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:hello'

export const callOf = (more: Partial<FunctionCall> = {}): FunctionCall => ({
  arn: ARN,
  payload: '{}',
  invocationType: 'RequestResponse',
  timeoutInMillis: 1_000,
  ...more,
})

export const versionOf = (more: Partial<PublishedVersion> = {}): PublishedVersion => ({
  codeHash: 'c1',
  handler: 'index.handler',
  runtime: 'nodejs22.x',
  timeoutInSeconds: 3,
  memorySizeInMb: 128,
  ...more,
})

export const functionOf = (more: Partial<PublishedFunction> = {}): PublishedFunction => ({
  format: 1,
  name: 'hello',
  version: 1,
  versions: { $LATEST: versionOf() },
  aliases: {},
  permissions: {},
  ...more,
})

export const sealedEnvironment = (variables: Readonly<Record<string, string>>, name = 'hello') =>
  MASTER_KEY.seal(new Uint8Array(toUtf8(JSON.stringify(variables))), functionEnvironmentPlace(name))

export const answered = { failed: false, payload: '"done"', logs: [] }

export interface World {
  readonly values: Map<string, string>
  readonly state: { now: number; random: number; masterKey: typeof MASTER_KEY | undefined; storeFails: boolean }
  readonly behind: Promise<unknown>[]
  readonly logged: string[]
  readonly calls: HostCall[]
  publish(more?: Partial<PublishedFunction>, code?: string): void
}

/** `run` plays the host; absent, there is none. */
export function uploadedUnderTest(run?: RunOnHost) {
  const values = new Map<string, string>()
  const behind: Promise<unknown>[] = []
  const logged: string[] = []
  const calls: HostCall[] = []
  const state: World['state'] = { now: 1_000_000, random: 0, masterKey: MASTER_KEY, storeFails: false }
  const store: ConfigStore = {
    async get(key) {
      if (state.storeFails) throw new Error('KV is down')
      return values.get(key)
    },
    put: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
    list: async () => [],
  }
  const masterKey = () => {
    if (state.masterKey === undefined) throw new Error('no master key')
    return state.masterKey
  }
  const now = () => state.now
  const waitUntil = (promise: Promise<unknown>) => void behind.push(promise)
  const reader = createFunctionReader({
    ...{ store, masterKey, region: 'eu-west-1', now, waitUntil },
    network: { gateway: { managementHosts: ['gw'], domain: '', pathForm: true }, allowedPrivateHosts: [] },
  })
  const uploaded = createUploaded({
    ...{ reader, masterKey, region: 'eu-west-1', accountId: '000000000000', now, waitUntil },
    random: () => state.random,
    run:
      run &&
      ((call) => {
        calls.push(call)
        return run(call)
      }),
    writeLogs: (name, lines: readonly LogLine[]) => logged.push(...lines.map(({ text }) => `${name}: ${text}`)),
    sleep: async () => undefined,
  })
  const publish = (more: Partial<PublishedFunction> = {}, code = 'exports.handler = 1') => {
    const published = functionOf(more)
    values.set(functionKey(published.name), JSON.stringify(published))
    for (const { codeHash } of Object.values(published.versions))
      values.set(functionCodeKey(codeHash), JSON.stringify({ format: 1, files: { 'index.js': code } }))
  }
  return { values, behind, logged, calls, state, reader, uploaded, publish }
}
