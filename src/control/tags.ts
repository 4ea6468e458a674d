import type { Tags } from '../definition/account.ts'
import { findAccountResource } from './account-resources.ts'
import { editApi, readApi } from './edit-api.ts'
import { noSuchStage } from './identifiers.ts'
import { readInput } from './input.ts'
import { type Call, noContent, type Operation, ok, param } from './operation.ts'
import type { ControlServices } from './services.ts'
import { changeAccountResource } from './store/account-resource.ts'
import { updateRestApiRow } from './store/rest-api.ts'
import { selectStage, stageOf } from './store/stage.ts'
import { checkTags } from './tag-rules.ts'
import { type TaggedBody, type TaggedResource, taggedResource } from './tagged-resources.ts'
import { checkConstraints, required } from './validation-error.ts'
import { writeStage } from './write-stage.ts'

/** https://docs.aws.amazon.com/apigateway/latest/api/API_TagResource.html */
export const tagResource: Operation = async (call, services) => {
  const resource = resourceOf(call, services)
  const { tags } = readInput(call.body, { tags: 'map' })
  checkConstraints(required(tags, 'tagResourceInput.tags'))
  checkTags(tags)
  await changeTags(resource, services, (before) => {
    const after = { ...before, ...tags }
    checkTags(after)
    return after
  })
  return noContent()
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UntagResource.html */
export const untagResource: Operation = async (call, services) => {
  const resource = resourceOf(call, services)
  const keys = call.query.getAll('tagKeys')
  checkConstraints(required(keys.length > 0 || undefined, 'untagResourceInput.tagKeys'))
  await changeTags(resource, services, (before) =>
    Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key))),
  )
  return noContent()
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetTags.html. Its paging is not supported on AWS either. */
export const getTags: Operation = async (call, services) =>
  ok({ tags: (await readTags(resourceOf(call, services), services)) ?? {} })

const resourceOf = (call: Call, services: ControlServices) =>
  taggedResource(param(call, 'resourceArn'), services.settings.region)

async function readTags(resource: TaggedResource, services: ControlServices): Promise<Tags | undefined> {
  if (resource.of === 'account') {
    const { kind, missing, tagsOf } = resource.type
    return tagsOf(await findAccountResource<TaggedBody>(services, kind, resource.id, missing))
  }
  const { apiId } = resource
  if (resource.of === 'api') return (await readApi(services, apiId, [])).stored.api.tags
  const { rows } = await readApi(services, apiId, [selectStage(apiId, resource.stageName)])
  const [row] = rows[0] ?? []
  if (row === undefined) throw noSuchStage()
  return stageOf(row).stage.tags
}

/** `change` may run more than once. No tags are shown as none, not as an empty map. */
async function changeTags(
  resource: TaggedResource,
  services: ControlServices,
  changeMap: (before: Tags) => Tags,
): Promise<void> {
  const change = (before: Tags | undefined): Tags | undefined => {
    const after = changeMap(before ?? {})
    return Object.keys(after).length === 0 ? undefined : after
  }
  if (resource.of === 'account') {
    const { kind, missing, tagsOf, withTags } = resource.type
    const changeBody = (body: TaggedBody) => withTags(body, change(tagsOf(body)))
    await changeAccountResource(services.db, kind, resource.id, changeBody, missing)
  } else if (resource.of === 'api') {
    await editApi(services, resource.apiId, [], ({ stored: { api } }) => {
      const statement = updateRestApiRow({ ...api, tags: change(api.tags) })
      return { statements: [statement], result: undefined }
    })
  } else {
    await writeStage(services, resource.apiId, resource.stageName, [], ({ stage }) => {
      if (stage === undefined) throw noSuchStage()
      return { ...stage, tags: change(stage.tags) }
    })
  }
}
