import type { RestApi } from '../definition/rest-api.ts'
import { checkApiName, checkCompressionSize, checkResourcePolicy } from './check-rest-api.ts'
import { endpointConfigurationOf } from './endpoint-configuration.ts'
import { type Input, type Members, readInput } from './input.ts'
import { checkEndpointSecurity } from './security-policy.ts'
import type { ControlServices } from './services.ts'
import { checkTags } from './tag-rules.ts'
import { badRequest, notInSet, validationError } from './validation-error.ts'

/** AWS's ids: ten characters for an API and its root resource. */
const API_ID_LENGTH = 10

const CREATE_REST_API = {
  name: 'string',
  description: 'string',
  version: 'string',
  cloneFrom: 'string',
  binaryMediaTypes: 'strings',
  minimumCompressionSize: 'integer',
  apiKeySource: 'string',
  endpointConfiguration: 'object',
  policy: 'string',
  tags: 'map',
  disableExecuteApiEndpoint: 'boolean',
  securityPolicy: 'string',
  endpointAccessMode: 'string',
} as const satisfies Members

const PLACE = 'createRestApiInput'

/** What CreateRestApi is asked for, with the settings that it gives. Throws ControlError. */
export function readNewRestApi(body: Uint8Array) {
  const { cloneFrom, name, ...input } = readInput(body, CREATE_REST_API)
  const apiKeySource = input.apiKeySource === undefined ? undefined : apiKeySourceOf(input.apiKeySource)
  const endpointConfiguration =
    input.endpointConfiguration && endpointConfigurationOf(input.endpointConfiguration, PLACE)
  checkNew(input)
  const given = { ...input, apiKeySource, endpointConfiguration }
  return { cloneFrom, name: checkApiName(name), given }
}

function checkNew(input: Omit<Input<typeof CREATE_REST_API>, 'name' | 'cloneFrom'>): void {
  checkEndpointSecurity(input, PLACE)
  if (input.description === '') throw badRequest('Description cannot be an empty string')
  if (input.minimumCompressionSize !== undefined) checkCompressionSize(input.minimumCompressionSize)
  if (input.policy !== undefined) checkResourcePolicy(input.policy)
  checkTags(input.tags)
}

/** The API itself: what the call gives, then what the API it is cloned from has, then AWS's defaults. Tags are not cloned. */
export function newRestApi(
  { name, given }: ReturnType<typeof readNewRestApi>,
  services: ControlServices,
  source: RestApi | undefined,
): RestApi {
  const { tags: _, warnings: __, ...settings } = source ?? {}
  return {
    apiKeySource: 'HEADER',
    endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
    disableExecuteApiEndpoint: false,
    ...settings,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    id: services.newId(API_ID_LENGTH),
    name,
    createdDate: Math.floor(services.now() / 1000),
    rootResourceId: services.newId(API_ID_LENGTH),
  }
}

function apiKeySourceOf(source: string): RestApi['apiKeySource'] {
  if (source === 'HEADER' || source === 'AUTHORIZER') return source
  throw validationError([notInSet(source, `${PLACE}.apiKeySource`, ['AUTHORIZER', 'HEADER'])])
}
