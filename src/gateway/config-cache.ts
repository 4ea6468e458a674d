/**
 * What the data plane reads of the published configuration, kept per isolate.
 * A stage's pointer and the deployment it names are taken over together, so that no request is answered from a mixture.
 */
import type { ConfigStore } from '../bindings/config-store.ts'
import { canaryStage } from '../deployment/canary.ts'
import {
  type DeploymentSnapshot,
  deploymentKey,
  SNAPSHOT_FORMAT,
  type StagePointer,
  stageKey,
} from '../deployment/snapshot.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { ByteLru } from '../lib/byte-lru.ts'
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
/** Older than this, a pointer is read again in the background; a negative answer is not believed any longer. */
const FRESH_MILLIS = 1_000
/** Older than this, the request waits for the read. */
const STALE_MILLIS = 30_000
/** A refresh that has not ended by now is taken for lost with its request. */
const REFRESH_LOST_MILLIS = 5_000
/** A location may not have the snapshot yet when it has the pointer: how often, and how long between, a cold reader tries. */
const COLD_RETRIES = 4
const COLD_RETRY_MILLIS = 250
/** Stages kept per isolate, as bytes of their deployments' JSON; linked they take a few times as much of the 128 MB. */
const KEPT_BYTES = 16 * 1024 * 1024
/** What an entry counts beside its deployment, so that a flood of unknown stages is bounded too. */
const ENTRY_BYTES = 1_024

interface Entry {
  live: LiveStage | undefined
  readAt: number
  refreshingSince: number | undefined
  /** How often this isolate has written the key. */
  writes: number
}

/** The reader of one isolate, over its configuration store. */
export function createConfigReader(init: ConfigReaderInit): ConfigReader {
  const { store, now, waitUntil } = init
  const sleep = init.sleep ?? ((millis) => new Promise((resolve) => setTimeout(resolve, millis)))
  const entries = new ByteLru<Entry>(KEPT_BYTES)

  function resolve(apiId: string, stageName: string) {
    if (!NAME.test(apiId) || !NAME.test(stageName)) return undefined
    const key = stageKey(apiId, stageName)
    const entry = entries.get(key)
    if (entry === undefined) return readCold(key)
    const age = now() - entry.readAt
    if (age <= FRESH_MILLIS) return entry.live
    if (entry.live === undefined) return readCold(key)
    if (age > STALE_MILLIS) return refresh(key, entry).then(() => entry.live)
    refreshBehind(key, entry)
    return entry.live
  }

  function refreshBehind(key: string, entry: Entry): void {
    const since = entry.refreshingSince
    if (since !== undefined && now() - since < REFRESH_LOST_MILLIS) return
    entry.refreshingSince = now()
    waitUntil(refresh(key, entry))
  }

  /** Takes over what the store says now. Whatever fails, the entry serves on with what it has. */
  async function refresh(key: string, entry: Entry): Promise<void> {
    const { writes } = entry
    try {
      const pointer = await readPointer(key)
      if (pointer === undefined) entry.live = undefined
      // A location that is behind shows an older pointer: keep the newer one. One that lacks the snapshot: keep what is whole.
      else if (pointer.version >= (entry.live?.pointer.version ?? 0))
        entry.live = (await liveOf(store, pointer, entry.live)) ?? entry.live
      keep(key, entry)
      // What was written while this read was on its way has to be read again.
      if (entry.writes !== writes) entry.readAt = Number.NEGATIVE_INFINITY
    } catch {
      // The store cannot be read: only freshness is lost.
    } finally {
      entry.refreshingSince = undefined
    }
  }

  async function readCold(key: string): Promise<LiveStage | undefined> {
    for (let attempt = 0; attempt <= COLD_RETRIES; attempt++) {
      if (attempt > 0) await sleep(COLD_RETRY_MILLIS)
      try {
        const pointer = await readPointer(key)
        const live = pointer && (await liveOf(store, pointer, undefined))
        if (live !== undefined || pointer === undefined) {
          keep(key, { live, readAt: 0, refreshingSince: undefined, writes: 0 })
          return live
        }
      } catch {
        // Tried again; then refused below.
      }
    }
    throw new GatewayError('UNAVAILABLE', { reason: `The configuration of ${key} cannot be read` })
  }

  function keep(key: string, entry: Entry): void {
    entry.readAt = now()
    entries.set(key, entry, ENTRY_BYTES + bytesOf(entry.live))
  }

  async function readPointer(key: string): Promise<StagePointer | undefined> {
    const text = await store.get(key)
    return text === undefined ? undefined : readKnown(JSON.parse(text) as StagePointer)
  }

  function expire(key: string): void {
    const entry = entries.get(key)
    if (entry === undefined) return
    entry.readAt = Number.NEGATIVE_INFINITY
    entry.writes++
  }

  return { resolve, expire }
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

const bytesOf = (live: LiveStage | undefined): number =>
  (live?.deployment.bytes ?? 0) + (live?.canary?.stage.deployment.bytes ?? 0)

/** A format that a newer Worker wrote is not guessed at. */
function readKnown<T extends { readonly format: number }>(value: T): T {
  if (value.format !== SNAPSHOT_FORMAT) throw new Error(`Format ${value.format} is not known to this version`)
  return value
}
