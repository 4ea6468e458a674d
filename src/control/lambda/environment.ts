/** Environment variables, which are never stored in clear. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
import type { FunctionVersion } from '../../definition/function.ts'
import { functionEnvironmentPlace } from '../../functions/published-function.ts'
import type { Sealed } from '../../lib/sealed.ts'
import { toUtf8 } from '../../lib/utf8.ts'
import type { ControlServices } from '../services.ts'
import { checkConstraints } from '../validation-error.ts'
import { invalidParameter } from './lambda-error.ts'

type Variables = Readonly<Record<string, string>>

const MOST_BYTES = 4_096
/** The function host sets these itself. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
])

/** Checks variables in AWS's words and seals them. What they were `before` stays where they are the same. */
export async function sealEnvironment(
  services: ControlServices,
  functionName: string,
  variables: Variables,
  before?: FunctionVersion['environment'],
): Promise<FunctionVersion['environment']> {
  checkVariables(variables)
  if (Object.keys(variables).length === 0) return 'empty'
  const text = JSON.stringify(variables)
  if (typeof before === 'object' && (await opened(services, functionName, before)) === text) return before
  return await services.masterKey().seal(new Uint8Array(toUtf8(text)), functionEnvironmentPlace(functionName))
}

/** JSON of the variables; undefined where the master key is another by now. */
async function opened(
  services: ControlServices,
  functionName: string,
  environment: Sealed,
): Promise<string | undefined> {
  try {
    const bytes = await services.masterKey().open(environment, functionEnvironmentPlace(functionName))
    return new TextDecoder().decode(bytes)
  } catch {
    return undefined
  }
}

function checkVariables(variables: Variables): void {
  const names = Object.keys(variables)
  checkConstraints(
    names.every((name) => /^[a-zA-Z]([a-zA-Z0-9_])+$/.test(name))
      ? undefined
      : `Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: ` +
          '[Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+, Member must not be null]',
  )
  const reserved = names.filter((name) => RESERVED.has(name))
  if (reserved.length > 0) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
        'contains reserved keys that are currently not supported for modification. ' +
        `Reserved keys used in this request: ${reserved.join(', ')}`,
    )
  }
  const text = JSON.stringify(variables)
  if (toUtf8(text).length > MOST_BYTES) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
        `exceeded the 4KB limit. String measured: ${text}`,
    )
  }
}

/** What AWS shows of a version's environment: the variables, or why they cannot be read. */
export async function shownEnvironment(
  services: ControlServices,
  functionName: string,
  environment: FunctionVersion['environment'],
): Promise<object> {
  if (environment === undefined) return {}
  if (environment === 'empty') return { Environment: { Variables: {} } }
  const text = await opened(services, functionName, environment)
  if (text !== undefined) return { Environment: { Variables: JSON.parse(text) } }
  const Message = 'The environment variables cannot be opened with the master key of this gateway (POSTERN_MASTER_KEY).'
  return { Environment: { Error: { ErrorCode: 'AccessDeniedException', Message } } }
}
