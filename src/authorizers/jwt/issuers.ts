/** Which issuer stands behind a user pool. */
import { issuerAddressFault } from './fetch-key-set.ts'

export interface Issuers {
  /** The issuer of a user pool's ARN; undefined where there is none. */
  of(providerArn: string): string | undefined
  /** What is wrong with the configuration: then no ARN has an issuer, lest a pool be believed that another was put in place of. */
  readonly fault?: string
}

const VARIABLE = 'POSTERN_ISSUERS'
const USER_POOL = /^arn:(aws[a-z-]*):cognito-idp:([a-z0-9-]+):\d{12}:userpool\/([A-Za-z0-9_-]+)$/

/** Reads `POSTERN_ISSUERS`: a JSON object of ARNs and issuers. Any other ARN has Cognito's own. Never throws. */
export function readIssuers(text: string | undefined): Issuers {
  if (text === undefined || text === '') return { of: cognitoIssuer }
  const table = parse(text)
  if (typeof table === 'string') return { of: () => undefined, fault: table }
  return { of: (arn) => table.get(arn) ?? cognitoIssuer(arn) }
}

function parse(text: string): Map<string, string> | string {
  let table: unknown
  try {
    table = JSON.parse(text)
  } catch {
    table = undefined
  }
  if (typeof table !== 'object' || table === null || Array.isArray(table))
    return `${VARIABLE} is no JSON object like {"arn:aws:cognito-idp:…":"https://issuer.example.com"}`
  for (const [arn, issuer] of Object.entries(table)) {
    const fault = typeof issuer === 'string' ? issuerAddressFault(issuer) : 'it has to be text'
    if (fault !== undefined) return `${VARIABLE} has no usable issuer for ${arn}: ${fault}`
  }
  return new Map(Object.entries(table))
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html */
function cognitoIssuer(arn: string): string | undefined {
  const [, partition, region, pool] = USER_POOL.exec(arn) ?? []
  if (pool === undefined) return undefined
  return `https://cognito-idp.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${pool}`
}

/** Whether Cognito itself issues the tokens, which then say what they are for. */
export const isCognito = (issuer: string): boolean =>
  /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/[A-Za-z0-9_-]+$/.test(issuer)
