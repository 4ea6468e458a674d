import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { MethodSnapshot } from '../definition/stage.ts'
import { compileDeployment } from '../deployment/compile.ts'
import type { VpcLinkNames } from '../integrations/vpc-link.ts'
import { type Problem, Problems } from '../lib/problems.ts'
import { problemLines } from './problem-text.ts'
import { badRequest } from './validation-error.ts'

/** KV's largest value. */
const MAX_SNAPSHOT_BYTES = 25 * 1024 * 1024

/** A compiled deployment as KV keeps it. */
export interface CompiledSnapshot {
  readonly text: string
  /** SHA-256 of `text`, hexadecimal. */
  readonly hash: string
}

/** Compiles a definition. Throws ControlError with every problem of it, or when the result is larger than KV takes. */
export async function compileSnapshot(
  definition: RestApiDefinition,
  deploymentId: string,
  vpcLinks?: VpcLinkNames,
): Promise<CompiledSnapshot> {
  const problems = new Problems()
  const snapshot = compileDeployment(definition, deploymentId, problems)
  if (snapshot === undefined || problems.errors.length > 0) throw badRequest(refusal(problems.errors))
  const text = JSON.stringify({ ...snapshot, ...(vpcLinks && { vpcLinks }) })
  const bytes = new TextEncoder().encode(text)
  if (bytes.length > MAX_SNAPSHOT_BYTES) {
    throw badRequest(
      `The compiled deployment has ${bytes.length} bytes; ${MAX_SNAPSHOT_BYTES} are the most it may have.`,
    )
  }
  return { text, hash: await sha256(bytes) }
}

/** AWS's own sentence where the API as a whole is meant, else every problem with its place. */
function refusal(errors: readonly Problem[]): string {
  const [first] = errors
  if (errors.length === 1 && first?.place === '') return first.message
  return problemLines('Errors found during deployment', errors)
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What `embed=apisummary` shows of a deployment. */
export function apiSummary(definition: RestApiDefinition): Record<string, Record<string, MethodSnapshot>> {
  return Object.fromEntries(
    definition.resources.flatMap(({ path, resourceMethods }) =>
      resourceMethods === undefined
        ? []
        : [
            [
              path,
              Object.fromEntries(Object.entries(resourceMethods).map(([name, method]) => [name, summaryOf(method)])),
            ],
          ],
    ),
  )
}

const summaryOf = ({ authorizationType, apiKeyRequired }: MethodSnapshot): MethodSnapshot => ({
  authorizationType,
  apiKeyRequired,
})
