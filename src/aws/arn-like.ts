import { fitsGlob, type Glob } from '../lib/glob.ts'

const ARN_PARTS = 6
const COLON = 58

/**
 * ArnLike: six parts apart by colons, in each of which `*` and `?` stand for anything; the last holds what colons are left.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnLike(pattern: Glob, arn: string): boolean {
  const wanted = globParts(pattern)
  const given = textParts(arn)
  return wanted.length === given.length && wanted.every((part, i) => fitsGlob(part, given[i] ?? ''))
}

function textParts(arn: string): string[] {
  const parts = arn.split(':')
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')]
}

function globParts(pattern: Glob): Glob[] {
  const parts: Glob[] = []
  let from = 0
  while (parts.length < ARN_PARTS - 1) {
    const colon = pattern.indexOf(COLON, from)
    if (colon === -1) break
    parts.push(pattern.slice(from, colon))
    from = colon + 1
  }
  return [...parts, pattern.slice(from)]
}
