/**
 * What the data plane reads of the published configuration, kept per isolate.
 * A stage's pointer and the deployment it names are taken over together, so that no request is answered from a mixture.
 */
import type { ConfigStore } from '../bindings/config-store.ts'
import { canaryStage } from '../deployment/canary.ts'
import {
  type DeploymentSnapshot,
  deploymentKey,
  GUARDED_FORMAT,
  SNAPSHOT_FORMAT,
  type StagePointer,
  stageKey,
} from '../deployment/snapshot.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { createFreshReader } from '../lib/fresh-reader.ts'
import { type AccessLogLine, linkAccessLog } from './access-log.ts'
import { type LinkedDeployment, linkDeployment } from './link.ts'

/** A stage as it is served now: the pointer, and the deployment that it names. */
export interface LiveStage {
  readonly pointer: StagePointer
  readonly deployment: LinkedDeployment
  /** The stage's access log line of a request; absent when the stage has no format. */
  readonly accessLog?: AccessLogLine
  /** Where a share of the requests goes instead. */
  readonly canary?: LiveCanary
}

export interface LiveCanary {
  /** 0 to 100. */
  readonly percentTraffic: number
  readonly stage: LiveStage
}

export interface ConfigReader {
  /**
   * The stage, undefined when there is none; from memory without a promise where that is fresh enough.
   * Rejects with GatewayError UNAVAILABLE when nothing is known and nothing can be read.
   */
  resolve(apiId: string, stageName: string): LiveStage | undefined | Promise<LiveStage | undefined>
  /** Says that a key was just written in this isolate: the next request that needs it waits for the read. */
  expire(key: string): void
}

export interface ConfigReaderInit {
  readonly store: ConfigStore
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly waitUntil: (promise: Promise<unknown>) => void
  readonly sleep?: (millis: number) => Promise<void>
}

/** What an API's id or a stage's name can be; an invented one must cost no read, and one that KV refuses as a key no retries. */
const NAME = /^[A-Za-z0-9_$-]{1,128}$/
/** Stages kept per isolate, as bytes of their deployments' JSON; linked they take a few times as much of the 128 MB. */
const KEPT_BYTES = 16 * 1024 * 1024
/** The reader of one isolate, over its configuration store. */
export function createConfigReader(init: ConfigReaderInit): ConfigReader {
  const { store } = init

  async function read(key: string, current: LiveStage | undefined): Promise<LiveStage | undefined> {
    const pointer = await readPointer(store, key)
    // A location that is behind shows an older pointer: keep the newer one.
    if (pointer === undefined || pointer.version < (current?.pointer.version ?? 0)) return pointer && current
    const live = (await liveOf(store, pointer, current)) ?? current
    if (live === undefined) throw new Error(`The deployment that ${key} names is not here yet`)
    return live
  }

  const stages = createFreshReader<LiveStage>({
    ...init,
    read,
    bytesOf,
    keptBytes: KEPT_BYTES,
    unreadable: (key) => new GatewayError('UNAVAILABLE', { reason: `The configuration of ${key} cannot be read` }),
  })
  return {
    resolve: (apiId, stageName) =>
      NAME.test(apiId) && NAME.test(stageName) ? stages.get(stageKey(apiId, stageName)) : undefined,
    expire: stages.expire,
  }
}

async function readPointer(store: ConfigStore, key: string): Promise<StagePointer | undefined> {
  const text = await store.get(key)
  return text === undefined ? undefined : readKnown(JSON.parse(text) as StagePointer)
}

/** The pointer with the deployments that it names; undefined when one of them is not there yet. */
async function liveOf(
  store: ConfigStore,
  pointer: StagePointer,
  current: LiveStage | undefined,
): Promise<LiveStage | undefined> {
  const { canary } = pointer
  const accessLog = linkAccessLog(pointer.accessLogFormat)
  const deployment = await deploymentOf(store, pointer, current)
  if (deployment === undefined) return undefined
  if (canary === undefined) return { pointer, deployment, accessLog }
  const itsPointer = canaryStage(pointer, canary)
  const its = await deploymentOf(store, itsPointer, current)
  if (its === undefined) return undefined
  const stage = { pointer: itsPointer, deployment: its, accessLog }
  return { pointer, deployment, accessLog, canary: { percentTraffic: canary.percentTraffic, stage } }
}

/** The deployment that a pointer names, which is read only if `current` does not have it. */
async function deploymentOf(
  store: ConfigStore,
  { apiId, deploymentId, hash }: StagePointer,
  current: LiveStage | undefined,
): Promise<LinkedDeployment | undefined> {
  const known = [current, current?.canary?.stage].find(
    (live) => live?.pointer.hash === hash && live.pointer.deploymentId === deploymentId,
  )
  if (known !== undefined) return known.deployment
  const text = await store.get(deploymentKey(apiId, deploymentId, hash))
  return text === undefined ? undefined : linkDeployment(readKnown(JSON.parse(text) as DeploymentSnapshot), text.length)
}

const bytesOf = ({ deployment, canary }: LiveStage): number => deployment.bytes + (canary?.stage.deployment.bytes ?? 0)

const FORMATS: ReadonlySet<number> = new Set([SNAPSHOT_FORMAT, GUARDED_FORMAT])

/** A format that a newer Worker wrote is not guessed at. */
function readKnown<T extends { readonly format: number }>(value: T): T {
  if (!FORMATS.has(value.format)) throw new Error(`Format ${value.format} is not known to this version`)
  return value
}
