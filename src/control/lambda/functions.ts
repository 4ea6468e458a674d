import { type FunctionDefinition, type FunctionVersion, LATEST } from '../../definition/function.ts'
import { type Answer, type Call, noContent, type Operation, ok } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { qualifierOf, selectVersionPage, versionOf } from '../store/function.ts'
import { text } from '../store/rows.ts'
import { checkConstraints, oneOf } from '../validation-error.ts'
import { codeLocation } from './code-location.ts'
import { editFunction, readFunction, removeFunction } from './edit-function.ts'
import { functionArn, functionReference, isVersionNumber } from './function-reference.ts'
import { functionNotFound, invalidParameter, notServed, resourceConflict } from './lambda-error.ts'
import { markerPage, readMarkerPaging } from './marker-paging.ts'
import { own, without } from './own.ts'
import { listedVersion, resolveVersion, shownVersion } from './show-function.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction: Operation = async (call, services) => {
  const { definition, ...found } = await findVersion(call, services)
  const { tags, reservedConcurrentExecutions } = definition.settings
  const isWhole = found.asked === undefined
  return ok({
    Configuration: await shown(services, definition, found),
    Code: { RepositoryType: 'S3', Location: await codeLocation(call, services, found.version.codeHash) },
    ...(tags && isWhole && { Tags: tags }),
    ...(reservedConcurrentExecutions !== undefined &&
      isWhole && { Concurrency: { ReservedConcurrentExecutions: reservedConcurrentExecutions } }),
  })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration: Operation = async (call, services) => {
  const { definition, ...found } = await findVersion(call, services)
  return ok(await shown(services, definition, found))
}

interface Found {
  readonly qualifier: string
  readonly version: FunctionVersion
  /** The qualifier that was asked for. */
  readonly asked?: string
}

async function findVersion(call: Call, services: ControlServices): Promise<Found & { definition: FunctionDefinition }> {
  const { name, qualifier: asked } = functionReference(call)
  const definition = await readFunction(services, name)
  const resolved = definition && resolveVersion(definition, asked)
  if (definition === undefined || resolved === undefined) throw functionNotFound(functionArn(services, name, asked))
  return { definition, ...resolved, ...(asked !== undefined && { asked }) }
}

const shown = (services: ControlServices, { name }: FunctionDefinition, { qualifier, version, asked }: Found) =>
  shownVersion(services, name, qualifier, version, functionArn(services, name, asked))

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html. In the order of their names. */
export const listFunctions: Operation = async (call, services) => {
  const all = call.query.get('FunctionVersion') ?? undefined
  checkConstraints(oneOf(all, 'functionVersion', ['ALL']))
  if (call.query.has('MasterRegion')) throw notServed('MasterRegion (functions are not replicated to regions)')
  const paging = readMarkerPaging(call.query)
  const [name = '', number = '-1'] = paging.after.split('/')
  const rows = await services.db.all(selectVersionPage([name, Number(number)], paging.limit + 1, all !== undefined))
  const { items, NextMarker } = markerPage(rows, paging, (row) => `${text(row, 'function_name')}/${row.number}`)
  const functions = items.map((row) => {
    const functionName = text(row, 'function_name')
    const qualifier = qualifierOf(row)
    const arn = functionArn(services, functionName, all === undefined ? undefined : qualifier)
    return listedVersion(services, functionName, qualifier, versionOf(row), arn)
  })
  return ok({ ...(NextMarker !== undefined && { NextMarker }), Functions: await Promise.all(functions) })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export const deleteFunction: Operation = async (call, services): Promise<Answer> => {
  const { name, qualifier } = functionReference(call)
  const missing = () => functionNotFound(functionArn(services, name))
  if (qualifier === undefined) await removeFunction(services, name, missing)
  else await deleteVersion(services, name, qualifier, missing)
  return noContent()
}

/** A version that is not there is deleted already, as on AWS. */
function deleteVersion(
  services: ControlServices,
  name: string,
  qualifier: string,
  missing: () => Error,
): Promise<void> {
  if (qualifier === LATEST) {
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.')
  }
  if (!isVersionNumber(qualifier)) {
    throw invalidParameter('Deletion of aliases is not currently supported.')
  }
  return editFunction(services, name, missing, ({ definition }) => {
    const { versions, aliases, settings } = definition
    if (own(versions, qualifier) === undefined) return { definition, result: undefined }
    const users = Object.entries(aliases)
      .filter(([, alias]) => alias.FunctionVersion === qualifier || own(alias.weights ?? {}, qualifier) !== undefined)
      .map(([alias]) => alias)
    if (users.length > 0) {
      throw resourceConflict(
        `Version cannot be deleted while it is being pointed to by an alias. Aliases pointing to version: [${users.join(', ')}]`,
      )
    }
    return {
      definition: {
        ...definition,
        settings: { ...settings, policies: without(settings.policies, qualifier) },
        versions: without(versions, qualifier),
      },
      result: undefined,
    }
  })
}
