import type { FunctionAlias, FunctionDefinition } from '../../definition/function.ts'
import { type Members, readInput } from '../input.ts'
import { type Call, created, noContent, type Operation, ok, param } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { checkConstraints, matching, required } from '../validation-error.ts'
import { readWeights } from './alias-weights.ts'
import { atMost } from './configuration-input.ts'
import { editFunction, readFunction } from './edit-function.ts'
import { functionArn, unqualifiedReference } from './function-reference.ts'
import { aliasNotFound, checkRevision, functionNotFound, resourceConflict } from './lambda-error.ts'
import { markerPage, readMarkerPaging } from './marker-paging.ts'
import { own, without } from './own.ts'

const CREATE_ALIAS = {
  Name: 'string',
  FunctionVersion: 'string',
  Description: 'string',
  RoutingConfig: 'object',
} as const satisfies Members

const UPDATE_ALIAS = {
  FunctionVersion: 'string',
  Description: 'string',
  RoutingConfig: 'object',
  RevisionId: 'string',
} as const satisfies Members

/** AWS's patterns. */
const NAME = '(?!^[0-9]+$)([a-zA-Z0-9-_]+)'
const VERSION = '(\\$LATEST|[0-9]+)'

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const createAlias: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  const { Name, FunctionVersion, Description = '', RoutingConfig } = readInput(call.body, CREATE_ALIAS)
  checkConstraints(required(Name, 'name'), required(FunctionVersion, 'functionVersion'))
  const alias = Name ?? ''
  const version = FunctionVersion ?? ''
  checkConstraints(atMost(alias, 'name', 128) ?? matching(alias, 'name', NAME), ...broken(version, Description))
  const weights = readWeights(RoutingConfig, version)
  const missing = () => functionNotFound(functionArn(services, name, version))
  const body = await editFunction(services, name, missing, ({ definition }) => {
    checkVersions(services, definition, version, weights)
    if (own(definition.aliases, alias) !== undefined) {
      throw resourceConflict(`Alias already exists: ${functionArn(services, name, alias)}`)
    }
    return withAlias(definition, alias, { FunctionVersion: version, Description, ...(weights && { weights }) })
  })
  return created(shown(services, name, alias, body))
}

const broken = (version: string | undefined, description: string | undefined) => [
  version === undefined ? undefined : matching(version, 'functionVersion', VERSION),
  description === undefined ? undefined : atMost(description, 'description', 256),
]

function checkVersions(
  services: ControlServices,
  { name, versions }: FunctionDefinition,
  version: string,
  weights: Readonly<Record<string, number>> = {},
): void {
  const missing = [version, ...Object.keys(weights)].find((number) => own(versions, number) === undefined)
  if (missing !== undefined) throw functionNotFound(functionArn(services, name, missing))
}

function withAlias(definition: FunctionDefinition, alias: string, body: Omit<FunctionAlias, 'RevisionId'>) {
  const result: FunctionAlias = { ...body, RevisionId: crypto.randomUUID() }
  return { definition: { ...definition, aliases: { ...definition.aliases, [alias]: result } }, result }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const getAlias: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  const alias = param(call, 'Name')
  const definition = await readFunction(services, name)
  const body = definition && own(definition.aliases, alias)
  if (body === undefined) throw aliasNotFound(functionArn(services, name, alias))
  return ok(shown(services, name, alias, body))
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
export const updateAlias: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  const alias = param(call, 'Name')
  const { FunctionVersion, Description, RoutingConfig, RevisionId } = readInput(call.body, UPDATE_ALIAS)
  checkConstraints(...broken(FunctionVersion, Description))
  const missing = () => functionNotFound(functionArn(services, name))
  const body = await editFunction(services, name, missing, ({ definition }) => {
    const before = own(definition.aliases, alias)
    if (before === undefined) throw aliasNotFound(functionArn(services, name, alias))
    checkRevision(RevisionId, before.RevisionId)
    const version = FunctionVersion ?? before.FunctionVersion
    const weights = RoutingConfig === undefined ? before.weights : readWeights(RoutingConfig, version)
    checkVersions(services, definition, version, weights)
    return withAlias(definition, alias, {
      FunctionVersion: version,
      Description: Description ?? before.Description,
      ...(weights && { weights }),
    })
  })
  return ok(shown(services, name, alias, body))
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html. An alias that is not there is deleted already, as on AWS. */
export const deleteAlias: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  const alias = param(call, 'Name')
  const missing = () => functionNotFound(functionArn(services, name))
  await editFunction(services, name, missing, ({ definition }) => {
    const { aliases, settings } = definition
    if (own(aliases, alias) === undefined) return { definition, result: undefined }
    const policies = without(settings.policies, alias)
    return {
      definition: { ...definition, settings: { ...settings, policies }, aliases: without(aliases, alias) },
      result: undefined,
    }
  })
  return noContent()
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html. In the order of their names. */
export const listAliases: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  const paging = readMarkerPaging(call.query)
  const version = versionOf(call)
  const definition = await readFunction(services, name)
  if (definition === undefined) throw functionNotFound(functionArn(services, name))
  const found = Object.entries(definition.aliases)
    .filter(([, body]) => version === undefined || body.FunctionVersion === version)
    .filter(([alias]) => alias > paging.after)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const { items, NextMarker } = markerPage(found, paging, ([alias]) => alias)
  const aliases = items.map(([alias, body]) => shown(services, name, alias, body))
  return ok({ ...(NextMarker !== undefined && { NextMarker }), Aliases: aliases })
}

function versionOf(call: Call): string | undefined {
  const version = call.query.get('FunctionVersion') ?? undefined
  checkConstraints(...broken(version, undefined))
  return version
}

const shown = (services: ControlServices, name: string, alias: string, body: FunctionAlias) => ({
  AliasArn: functionArn(services, name, alias),
  Name: alias,
  FunctionVersion: body.FunctionVersion,
  Description: body.Description,
  ...(body.weights && { RoutingConfig: { AdditionalVersionWeights: body.weights } }),
  RevisionId: body.RevisionId,
})
