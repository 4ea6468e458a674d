/**
 * Which version of a function runs.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 */
import { FunctionError } from './functions.ts'
import type { PublishedFunction, PublishedVersion } from './published-function.ts'

const LATEST = '$LATEST'

/** `$LATEST`, `7`: what a qualifier names; of an alias with weights, one by chance. It need not exist. */
export function chooseVersion(
  { aliases }: PublishedFunction,
  qualifier: string | undefined,
  random: () => number,
): string {
  if (qualifier === undefined) return LATEST
  const alias = own(aliases, qualifier)
  if (alias === undefined) return qualifier
  let drawn = alias.routing === undefined ? 0 : random()
  for (const [version, weight] of Object.entries(alias.routing ?? {})) {
    if (drawn < weight) return version
    drawn -= weight
  }
  return alias.version
}

/** Throws FunctionError where there is none of that name. */
export function versionOf(published: PublishedFunction, versionName: string): PublishedVersion {
  const version = own(published.versions, versionName)
  if (version !== undefined) return version
  throw new FunctionError('not-found', `Function not found: ${published.name}:${versionName}`)
}

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined
