/** What the edge knows of uploaded functions, as fresh as stages are. */
import type { ConfigStore } from '../bindings/config-store.ts'
import { createFreshReader } from '../lib/fresh-reader.ts'
import type { MasterKey } from '../lib/sealed.ts'
import { fromUtf8, toUtf8 } from '../lib/utf8.ts'
import { FunctionError } from './functions.ts'
import type { FunctionNetwork, Load } from './host/protocol.ts'
import {
  FUNCTION_FORMAT,
  type FunctionCode,
  functionCodeKey,
  functionEnvironmentPlace,
  functionKey,
  type PublishedFunction,
  type PublishedVersion,
} from './published-function.ts'

/** A function as it is published now. */
export interface LiveFunction {
  readonly published: PublishedFunction
  /** Of each version that ran here: what is made of it once. */
  readonly prepared: Map<string, Promise<PreparedVersion>>
}

export interface PreparedVersion {
  /** Names code, environment and network together. */
  readonly codeId: string
  readonly environment: Readonly<Record<string, string>>
  readonly network: FunctionNetwork
}

/** Code that is gone, since its function was updated or deleted meanwhile, or that has not come to this place yet. */
export class CodeMissing extends Error {}

export interface FunctionReader {
  /** Undefined when there is none. Rejects with FunctionError where it cannot be read. */
  find(name: string): LiveFunction | undefined | Promise<LiveFunction | undefined>
  /** Throws FunctionError where the environment cannot be opened. */
  prepare(live: LiveFunction, versionName: string, version: PublishedVersion): Promise<PreparedVersion>
  /** What the host needs to run it. Throws CodeMissing where the code is not there, FunctionError where it cannot be read. */
  load(prepared: PreparedVersion, version: PublishedVersion): Promise<Load>
  /** Says that a key was just written in this isolate, or turned out to be old. */
  expire(key: string): void
}

export interface FunctionReaderInit {
  readonly store: ConfigStore
  /** Throws where the gateway has none. */
  readonly masterKey: () => MasterKey
  readonly network: Omit<FunctionNetwork, 'allowedHosts'>
  readonly region: string
  readonly now: () => number
  readonly waitUntil: (promise: Promise<unknown>) => void
}

/** The environment variable that opens the network for a function: `api.example.com,*.example.org`, or `*`. */
const ALLOW_HOSTS = 'POSTERN_ALLOW_HOSTS'
/** Functions kept per isolate, as bytes of their JSON. */
const KEPT_BYTES = 4 * 1024 * 1024

export function createFunctionReader(init: FunctionReaderInit): FunctionReader {
  const { store, masterKey, network, region } = init

  async function read(key: string, current: LiveFunction | undefined): Promise<LiveFunction | undefined> {
    const text = await store.get(key)
    if (text === undefined) return undefined
    const published = readKnown(JSON.parse(text) as PublishedFunction)
    // A location that is behind shows an older one. Versions go on where a function is deleted and made anew.
    const isNews = published.version > (current?.published.version ?? 0)
    return isNews ? { published, prepared: new Map() } : current
  }

  const functions = createFreshReader<LiveFunction>({
    ...init,
    read,
    bytesOf: ({ published }) => JSON.stringify(published).length,
    keptBytes: KEPT_BYTES,
    unreadable: (key) => new FunctionError('unreachable', `The configuration of ${key} cannot be read`),
  })

  async function makeReady(name: string, versionName: string, version: PublishedVersion): Promise<PreparedVersion> {
    const environment = await environmentOf(name, version)
    const allowedHosts = listOf(environment[ALLOW_HOSTS])
    const itsNetwork = { ...network, allowedHosts }
    const identity = JSON.stringify([name, versionName, version.codeHash, version.runtime, environment, itsNetwork])
    return { codeId: await sha256(identity), environment, network: itsNetwork }
  }

  async function environmentOf(name: string, { environment }: PublishedVersion): Promise<Record<string, string>> {
    if (environment === undefined) return {}
    try {
      const bytes = await masterKey().open(environment, functionEnvironmentPlace(name))
      return JSON.parse(fromUtf8(bytes)) as Record<string, string> // The management API has sealed it.
    } catch {
      throw new FunctionError('service', `The environment of ${name} does not open with this gateway's master key`)
    }
  }

  async function codeOf(hash: string): Promise<FunctionCode> {
    const text = await store.get(functionCodeKey(hash)).catch(() => {
      throw new FunctionError('unreachable', `The code ${hash} cannot be read`)
    })
    if (text === undefined) throw new CodeMissing(`The code ${hash} is not there`)
    try {
      return readKnown(JSON.parse(text) as FunctionCode)
    } catch {
      throw new FunctionError('unreachable', `The code ${hash} is not in a form that this version reads`)
    }
  }

  return {
    find: (name) => functions.get(functionKey(name)),
    prepare({ published: { name }, prepared }, versionName, version) {
      const known = prepared.get(versionName)
      if (known !== undefined) return known
      const made = makeReady(name, versionName, version)
      prepared.set(versionName, made)
      made.catch(() => prepared.delete(versionName))
      return made
    },
    async load({ environment, network: itsNetwork }, { codeHash, runtime }) {
      const code = await codeOf(codeHash)
      return { code, environment, network: itsNetwork, region, runtime }
    },
    expire: functions.expire,
  }
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '')

async function sha256(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(toUtf8(text))))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A format that a newer Worker wrote is not guessed at. */
function readKnown<T extends { readonly format: number }>(value: T): T {
  if (value.format !== FUNCTION_FORMAT) throw new Error(`Format ${value.format} is not known to this version`)
  return value
}
