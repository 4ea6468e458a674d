import type { ControlServices } from './services.ts'

/** A management call, authenticated, and what its route found in it. */
export interface Call {
  /** Labels of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** `http://localhost:8787`: where the call arrived. */
  readonly origin: string
  readonly headers: Headers
  readonly body: Uint8Array
}

/** What goes back: AWS's status, and its JSON, a text, bytes or a stream with headers of its own, or no body at all. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly text?: string
  readonly bytes?: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
  readonly headers?: Readonly<Record<string, string>>
}

/** One AWS operation: one exported function of this shape. Throws ControlError to refuse. */
export type Operation = (call: Call, services: ControlServices) => Promise<Answer>

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const noContent = (): Answer => ({ status: 204 })
export const accepted = (body?: unknown): Answer => ({ status: 202, body })

/** A label of the path. Absence is a mistake in the route table. */
export function param(call: Call, name: string): string {
  const value = call.params[name]
  if (value === undefined) throw new Error(`The route has no {${name}}`)
  return value
}
