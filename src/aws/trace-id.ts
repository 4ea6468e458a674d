/**
 * The X-Amzn-Trace-Id header: `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
import { randomHex } from '../lib/random.ts'

const EPOCH_HEX_DIGITS = 8
const ROOT_RANDOM_BYTES = 12
const PARENT_BYTES = 8

/** The members of a trace header by capitalised name (`Root`, `Parent`, `Sampled`, `Lineage` …); what has no `=` is ignored. */
export function parseTraceId(header: string): Map<string, string> {
  const members = new Map<string, string>()
  for (const item of header.split(';')) {
    const equals = item.indexOf('=')
    if (equals > 0) members.set(capitalised(item.slice(0, equals).trim()), item.slice(equals + 1))
  }
  return members
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).toLowerCase()

/**
 * The header to send on: the caller's root, parent and sampling decision are kept, what is missing is made.
 * A caller that names a parent but no decision is sampled. `now` is in milliseconds since 1970.
 */
export function outgoingTraceId(incoming: string | undefined, now: number): string {
  if (incoming === undefined) return `Root=${newRoot(now)};Parent=${randomHex(PARENT_BYTES)};Sampled=0`
  const members = parseTraceId(incoming)
  const parent = members.get('Parent')
  const sampled = members.get('Sampled') ?? (parent === undefined ? '0' : '1')
  return `Root=${members.get('Root') ?? newRoot(now)};Parent=${parent ?? randomHex(PARENT_BYTES)};Sampled=${sampled}`
}

/** The second that was last written, for all requests of it. */
let written = { second: -1, text: '' }

function newRoot(now: number): string {
  const second = Math.floor(now / 1000)
  if (written.second !== second) written = { second, text: second.toString(16).padStart(EPOCH_HEX_DIGITS, '0') }
  return `1-${written.text}-${randomHex(ROOT_RANDOM_BYTES)}`
}
