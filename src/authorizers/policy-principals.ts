/**
 * Who a statement speaks of.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { isObject, textsOf } from './policy-pattern.ts'

/** Undefined where it cannot be told. A caller that IAM does not know is `*` alone. */
type Match = (principal: string | undefined) => boolean | undefined

const KINDS: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser'])
const ACCOUNT = /^(?:arn:aws[a-z-]*:iam::(\d{12}):root|(\d{12}))$/
const ROLE = /^arn:(aws[a-z-]*):iam::(\d*):role\/(?:.*\/)?([^/]+)$/
const SESSION = /^arn:(aws[a-z-]*):sts::(\d*):assumed-role\/([^/]+)\/[^/]+$/

/** `exempts`: of a Deny's NotPrincipal, from which an account alone exempts nobody. */
export function linkPrincipals(value: unknown, exempts: boolean): Match {
  if (value === '*') return () => true
  const named = namedPrincipals(value)
  if (named === undefined) return () => undefined
  // All that another service vouches for is not all: who that is cannot be told here.
  if (named.includes('*')) return isAnybody(value) ? () => true : () => undefined
  const names = new Set(named)
  const accounts = new Set(exempts ? [] : named.map(accountOf).filter((account) => account !== undefined))
  const roles = new Set(named.map((name) => ROLE.exec(name)?.slice(1).join()).filter((role) => role !== undefined))
  return (principal) =>
    principal !== undefined &&
    (names.has(principal) ||
      accounts.has(principal.split(':')[4] ?? '') ||
      // Names of roles are unique in an account: a session does not tell its role's path.
      roles.has(SESSION.exec(principal)?.slice(1).join() ?? ''))
}

const isAnybody = (value: unknown): boolean => isObject(value) && textsOf(value.AWS)?.includes('*') === true

function accountOf(name: string): string | undefined {
  const [, ofArn, bare] = ACCOUNT.exec(name) ?? []
  return ofArn ?? bare
}

/** Those that can call, of all kinds; undefined where a kind or a name is none. */
function namedPrincipals(value: unknown): string[] | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) return undefined
  const lists = Object.entries(value).map(([kind, names]) => (KINDS.has(kind) ? textsOf(names) : undefined))
  return lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? [])
}

const NAME_OF_KIND: Readonly<Record<string, RegExp>> = {
  AWS: /^(?:\*|\d{12}|arn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:root|(?:user|role|assumed-role|federated-user)\/[^*?]+)|A[A-Z]{3}[A-Z0-9]{12,124})$/,
  Service: /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/,
  Federated: /^\S+$/,
  CanonicalUser: /^[0-9a-f]{64}$/,
}

/** What is wrong with one. */
export function principalFaults(value: unknown): string[] {
  if (value === '*') return []
  if (!isObject(value) || Object.keys(value).length === 0) return ['has to be "*" or an object such as {"AWS": …}']
  return Object.entries(value).flatMap(([kind, names]) => {
    const form = Object.hasOwn(NAME_OF_KIND, kind) ? NAME_OF_KIND[kind] : undefined
    if (form === undefined) return [`has no kind ${JSON.stringify(kind)}; there are ${[...KINDS].join(', ')}`]
    // Documents that leave the names to a template have none yet: a statement about nobody, which lets nobody in.
    if (Array.isArray(names) && names.length === 0) return []
    const texts = textsOf(names)
    if (texts === undefined) return [`${kind} has to be a text or a list of texts`]
    return texts.filter((name) => !form.test(name)).map((name) => `${JSON.stringify(name)} is no principal of ${kind}`)
  })
}
