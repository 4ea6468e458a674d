import { badRequest, invalidMappings, notFound } from './validation-error.ts'

/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+"
const REQUEST = new RegExp(`^method\\.request\\.(?:(?:path|querystring)\\.\\S+|header\\.${TOKEN})$`)
const RESPONSE = new RegExp(`^method\\.response\\.header\\.${TOKEN}$`)

type Flags = Readonly<Record<string, boolean>>

/**
 * The parameters that a method declares of its requests; what was declared `before` is no fault of this edit. Throws ControlError in
 * AWS's words (cpl-0024, cpl-0062).
 */
export function checkRequestParameters(parameters: Flags = {}, before: Flags = {}): void {
  const keys = Object.keys(parameters)
  checkExpressions(keys, before, REQUEST)
  const names = keys.map((key) => key.split('.').slice(3).join('.'))
  if (new Set(names).size < names.length)
    throw badRequest('Parameter names must be unique across querystring, header and path')
}

/** The headers that a method declares of its responses, likewise. */
export const checkResponseParameters = (parameters: Flags = {}, before: Flags = {}): void =>
  checkExpressions(Object.keys(parameters), before, RESPONSE)

function checkExpressions(keys: readonly string[], before: Flags, pattern: RegExp): void {
  const wrong = keys.filter((key) => !pattern.test(key) && !Object.hasOwn(before, key))
  if (wrong.length > 0) throw invalidMappings(wrong.map((key) => `Invalid mapping expression specified: ${key}`))
}

/** AWS's refusals to replace or remove what is not declared (cpl-0075). */
export const noSuchParameter = () => notFound('Invalid parameter name specified')
export const noSuchContentType = () => notFound('Content-Type specified was not found')
