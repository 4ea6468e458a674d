import { accountIdOf, type ControlServices } from './services.ts'
import { badRequest, notFound } from './validation-error.ts'

/** AWS's refusals of ids that name nothing. */
export const noSuchApi = (services: ControlServices, apiId: string) =>
  notFound(`Invalid API identifier specified ${accountIdOf(services.settings)}:${apiId}`)
export const noSuchResource = () => notFound('Invalid Resource identifier specified')
export const noSuchMethod = () => notFound('Invalid Method identifier specified')
export const noSuchIntegration = () => notFound('Invalid Integration identifier specified')
export const noSuchStatusCode = () => notFound('Invalid Response status code specified')
export const noSuchDeployment = () => notFound('Invalid Deployment identifier specified')
export const noSuchStage = () => notFound('Invalid Stage identifier specified')
export const noSuchDocumentationPart = () => notFound('Invalid Documentation part identifier specified')
export const noSuchDocumentationVersion = () => notFound('Invalid Documentation version specified')

const STAGE_NAME = /^[A-Za-z0-9_-]{1,128}$/

/** A stage name stands in URLs and in KV keys. Throws ControlError. */
export function checkStageName(name: string): string {
  if (STAGE_NAME.test(name)) return name
  throw badRequest('Stage name only allows a-zA-Z0-9_- and has at most 128 characters')
}

const VARIABLE_NAME = /^[A-Za-z0-9_]{1,64}$/
const VARIABLE_VALUE = /^[A-Za-z0-9-._~:/?#&=,]{1,512}$/
const MAX_VARIABLES = 100

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html. Throws ControlError. */
export function checkVariables(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = Object.keys(variables)
  if (names.length > MAX_VARIABLES) throw badRequest(`A stage has at most ${MAX_VARIABLES} variables`)
  for (const name of names) checkVariable(name, variables[name] ?? '')
  return variables
}

function checkVariable(name: string, value: string): void {
  if (!VARIABLE_NAME.test(name)) {
    throw badRequest(`Invalid stage variable name '${name.slice(0, 100)}'. It has to match [A-Za-z0-9_]{1,64}`)
  }
  if (!VARIABLE_VALUE.test(value)) {
    throw badRequest(`Invalid value for stage variable ${name}. It has to match [A-Za-z0-9-._~:/?#&=,]{1,512}`)
  }
}
