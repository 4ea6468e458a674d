/**
 * Which API and stage a base path of a custom domain name leads to.
 * Differs from AWS: they are records in this version, as domain names are; no call is routed by them yet.
 */
import type { BasePathMapping } from '../definition/account.ts'
import { ControlError } from '../errors/control-error.ts'
import { findAccountResource, listAccountResources } from './account-resources.ts'
import { domainKeyOf, findDomainName } from './domain-names.ts'
import { type Members, readInput } from './input.ts'
import { accepted, type Call, created, type Operation, ok, param } from './operation.ts'
import { readPatch } from './patch.ts'
import { applyPatch, type PatchTable } from './patch-table.ts'
import type { ControlServices } from './services.ts'
import { changeAccountResource, deleteAccountResource, insertOwnedResource } from './store/account-resource.ts'
import { selectMappingsTo } from './store/account-resource-uses.ts'
import { selectRestApi } from './store/rest-api.ts'
import { readTogether } from './store/rows.ts'
import { selectStage } from './store/stage.ts'
import { badRequest, notFound } from './validation-error.ts'

/** As stored, with the domain name for those who look for its mappings. */
interface StoredMapping {
  readonly domainName: string
  readonly mapping: BasePathMapping
}

const NONE = '(none)'
const BASE_PATH = /^[A-Za-z0-9$\-_.+!*'()]{1,300}$/

const CREATE = { basePath: 'string', restApiId: 'string', stage: 'string' } as const satisfies Members

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html
 * Stored only: custom domain names do not serve requests yet.
 */
export const createBasePathMapping: Operation = async (call, services) => {
  const { basePath = '', restApiId = '', stage = '' } = readInput(call.body, CREATE)
  const { domainName } = await findDomainName(call, services)
  const mapping = withStage({ basePath: checkBasePath(basePath), restApiId }, stage)
  await checkTarget(services, mapping)
  const domain = { kind: 'DomainName', id: domainKeyOf(call) } as const
  const body: StoredMapping = { domainName, mapping }
  const [inserted] = await services.db.batch([
    insertOwnedResource('BasePathMapping', mappingKey(call, mapping.basePath), body, domain),
  ])
  if (inserted?.changes === 1) return created(mapping)
  await findDomainName(call, services)
  throw taken()
}

const mappingKey = (call: Call, basePath: string) => `${domainKeyOf(call)}/${basePath}`

function checkBasePath(basePath: string): string {
  if (basePath === '') return NONE
  if (basePath.includes('/')) {
    throw badRequest(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    )
  }
  if (BASE_PATH.test(basePath)) return basePath
  throw badRequest("Invalid base path specified. It has 1 to 300 letters, digits and characters of $-_.+!*'()")
}

/** Without a stage, callers name it behind the base path. */
function withStage({ stage: _, ...mapping }: BasePathMapping, stage: string): BasePathMapping {
  return stage === '' ? mapping : { ...mapping, stage }
}

/** Throws ControlError when a mapping would lead nowhere. */
async function checkTarget(services: ControlServices, { restApiId, stage = NONE }: BasePathMapping): Promise<void> {
  const [apis, stages] = await readTogether(services.db, [selectRestApi(restApiId), selectStage(restApiId, stage)])
  if (apis?.length !== 1) throw badRequest('Invalid REST API identifier specified')
  if (stage !== NONE && stages?.length !== 1) throw badRequest('Invalid stage identifier specified')
}

const taken = () => new ControlError('ConflictException', 'Base path already exists for this domain name')

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetBasePathMapping.html */
export const getBasePathMapping: Operation = async (call, services) => ok(await findMapping(call, services))

async function findMapping(call: Call, services: ControlServices): Promise<BasePathMapping> {
  await findDomainName(call, services)
  const key = mappingKey(call, param(call, 'basePath'))
  return (await findAccountResource<StoredMapping>(services, 'BasePathMapping', key, noSuchMapping)).mapping
}

const noSuchMapping = () => notFound('Invalid base path mapping identifier specified')

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetBasePathMappings.html */
export const getBasePathMappings: Operation = async (call, services) => {
  await findDomainName(call, services)
  const prefix = mappingKey(call, '')
  return listAccountResources<StoredMapping>(call, services, 'BasePathMapping', ({ mapping }) => mapping, prefix)
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateBasePathMapping.html
 * Stored only: custom domain names do not serve requests yet.
 */
export const updateBasePathMapping: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateBasePathMappingInput')
  await checkTarget(services, applyPatch(await findMapping(call, services), operations, PATCHES))
  const changed = await changeAccountResource<StoredMapping>(
    services.db,
    'BasePathMapping',
    mappingKey(call, param(call, 'basePath')),
    ({ domainName, mapping }) => ({ domainName, mapping: applyPatch(mapping, operations, PATCHES) }),
    noSuchMapping,
    { idOf: ({ mapping }) => mappingKey(call, mapping.basePath), taken },
  )
  return ok(changed.mapping)
}

const setBasePath = (mapping: BasePathMapping, value: string) => ({ ...mapping, basePath: checkBasePath(value) })
const setRestApi = (mapping: BasePathMapping, restApiId: string) => ({ ...mapping, restApiId })

/** AWS's documentation writes `/basepath` and `/restapiId`; its clients send `/basePath`, too, and the member's own name is taken as well. */
const PATCHES: PatchTable<BasePathMapping> = {
  refusal: 'plain',
  rules: [
    { path: '/basepath', replace: setBasePath },
    { path: '/basePath', replace: setBasePath },
    { path: '/restapiId', replace: setRestApi },
    { path: '/restApiId', replace: setRestApi },
    { path: '/stage', replace: withStage },
  ],
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteBasePathMapping.html */
export const deleteBasePathMapping: Operation = async (call, services) => {
  const { basePath } = await findMapping(call, services)
  await services.db.batch([deleteAccountResource('BasePathMapping', mappingKey(call, basePath))])
  return accepted()
}

/** An API that mappings lead to is not deleted. Throws ControlError. */
export async function refuseMappedApi(services: ControlServices, apiId: string): Promise<void> {
  const mapped = await services.db.all(selectMappingsTo(apiId))
  if (mapped.length === 0) return
  throw badRequest(
    'Deleting RestApi failed. Please remove all base path mappings related to the RestApi in your domains.',
  )
}

/** Nor is a stage that mappings name. Throws ControlError. */
export async function refuseMappedStage(services: ControlServices, apiId: string, stageName: string): Promise<void> {
  const mapped = await services.db.all(selectMappingsTo(apiId, stageName))
  if (mapped.length === 0) return
  const domains = mapped.map(({ domain }) => domain).join(', ')
  throw badRequest(
    `Deleting stage ${stageName} failed. Please remove all base path mappings related to the stage in your domains: ${domains}`,
  )
}
