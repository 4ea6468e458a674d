import { type FunctionDefinition, type FunctionVersion, LATEST } from '../../definition/function.ts'
import { ControlError } from '../../errors/control-error.ts'
import { type Members, readInput } from '../input.ts'
import { created, type Operation, ok } from '../operation.ts'
import { checkConstraints } from '../validation-error.ts'
import { atMost } from './configuration-input.ts'
import { type Edited, editFunction, type FoundFunction, readFunction } from './edit-function.ts'
import { functionArn, unqualifiedReference } from './function-reference.ts'
import { checkRevision, functionNotFound, invalidParameter, notServed } from './lambda-error.ts'
import { markerPage, readMarkerPaging } from './marker-paging.ts'
import { own } from './own.ts'
import { listedVersion, type ResolvedVersion, shownVersion } from './show-function.ts'

/** All of them stand in one value of KV. */
const MOST_VERSIONS = 500

const PUBLISH_VERSION = {
  CodeSha256: 'string',
  Description: 'string',
  RevisionId: 'string',
  PublishTo: 'string',
} as const satisfies Members

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 * Differs from AWS: a function has 500 versions at most.
 */
export const publishVersion: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  const { CodeSha256, Description, RevisionId, PublishTo } = readInput(call.body, PUBLISH_VERSION)
  checkConstraints(Description === undefined ? undefined : atMost(Description, 'description', 256))
  if (PublishTo !== undefined) throw notServed('PublishTo')
  const missing = () => functionNotFound(functionArn(services, name))
  const { qualifier, version } = await editFunction(services, name, missing, (found) => {
    const latest = latestOf(found.definition)
    checkRevision(RevisionId, latest.RevisionId)
    if (CodeSha256 && CodeSha256 !== latest.CodeSha256) {
      throw invalidParameter(
        `CodeSHA256 (${CodeSha256.slice(0, 200)}) is different from current CodeSHA256 in $LATEST (${latest.CodeSha256}). ` +
          'Please try again with the CodeSHA256 in $LATEST.',
      )
    }
    return publishLatest(found, Description)
  })
  return created(await shownVersion(services, name, qualifier, version, functionArn(services, name, qualifier)))
}

/** Publishes `$LATEST` as it is; the last version stays the last where nothing has changed since, as on AWS. */
export function publishLatest({ definition, published }: FoundFunction, description?: string): Edited<ResolvedVersion> {
  const latest = latestOf(definition)
  const last = own(definition.versions, String(published))
  if (last !== undefined && isSame(last, latest)) {
    return { definition, result: { qualifier: String(published), version: last } }
  }
  if (Object.keys(definition.versions).length > MOST_VERSIONS) throw tooManyVersions()
  const qualifier = String(published + 1)
  const version = {
    ...latest,
    ...(description !== undefined && { Description: description }),
    latestDescription: latest.Description,
    RevisionId: crypto.randomUUID(),
  }
  // A publication is a new revision of $LATEST as well.
  const versions = {
    ...definition.versions,
    [LATEST]: { ...latest, RevisionId: crypto.randomUUID() },
    [qualifier]: version,
  }
  return { definition: { ...definition, versions }, published: published + 1, result: { qualifier, version } }
}

const tooManyVersions = () =>
  new ControlError(
    'CodeStorageExceededException',
    `Code storage limit exceeded. This gateway keeps ${MOST_VERSIONS} versions of a function at most; delete some.`,
  )

/** AWS publishes no version when neither code nor configuration changed. */
const isSame = (last: FunctionVersion, latest: FunctionVersion): boolean =>
  comparable({ ...last, Description: last.latestDescription ?? last.Description }) === comparable(latest)

function comparable(version: FunctionVersion): string {
  const { RevisionId: _, LastModified: __, codeHash: ___, latestDescription: ____, ...compared } = version
  return JSON.stringify(Object.entries(compared).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Every function has it. */
export function latestOf({ name, versions }: FunctionDefinition): FunctionVersion {
  const latest = versions[LATEST]
  if (latest === undefined) throw new Error(`Function ${name} has no ${LATEST}`)
  return latest
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export const listVersionsByFunction: Operation = async (call, services) => {
  const { name } = unqualifiedReference(call)
  const paging = readMarkerPaging(call.query)
  const definition = await readFunction(services, name)
  if (definition === undefined) throw functionNotFound(functionArn(services, name))
  const after = paging.after === '' ? -1 : Number(paging.after)
  const numbered = Object.entries(definition.versions)
    .map(([qualifier, version]) => ({ qualifier, version, number: qualifier === LATEST ? 0 : Number(qualifier) }))
    .filter(({ number }) => number > after)
    .sort((a, b) => a.number - b.number)
  const { items, NextMarker } = markerPage(numbered, paging, ({ number }) => String(number))
  const versions = items.map(({ qualifier, version }) =>
    listedVersion(services, name, qualifier, version, functionArn(services, name, qualifier)),
  )
  return ok({ ...(NextMarker !== undefined && { NextMarker }), Versions: await Promise.all(versions) })
}
