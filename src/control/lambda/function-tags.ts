/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
import type { Tags } from '../../definition/account.ts'
import { LATEST } from '../../definition/function.ts'
import { readInput } from '../input.ts'
import { type Call, noContent, type Operation, ok, param } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { checkTags } from '../tag-rules.ts'
import { checkConstraints, required } from '../validation-error.ts'
import { editFunction, readFunction } from './edit-function.ts'
import { functionArn } from './function-reference.ts'
import { functionNotFound, invalidParameter } from './lambda-error.ts'

const MOST_TAGS = 50
const PATTERN =
  'arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)'

/** Checks tags that a function is to have. Throws ControlError. */
export function checkFunctionTags(tags: Tags): void {
  if (Object.keys(tags).length > MOST_TAGS) throw invalidParameter('Number of tags exceeds resource tag limit.')
  checkTags(tags)
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export const tagResource: Operation = async (call, services) => {
  const name = taggedFunction(call)
  const { Tags: tags } = readInput(call.body, { Tags: 'map' })
  checkConstraints(required(tags, 'tags'))
  // AWS's words.
  if (Object.keys(tags ?? {}).length === 0) {
    throw invalidParameter('An error occurred and the request cannot be processed.')
  }
  await changeTags(services, name, (before) => ({ ...before, ...tags }))
  return noContent()
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html */
export const untagResource: Operation = async (call, services) => {
  const name = taggedFunction(call)
  const keys = call.query.getAll('tagKeys')
  checkConstraints(required(keys.length > 0 || undefined, 'tagKeys'))
  await changeTags(services, name, (before) =>
    Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key))),
  )
  return noContent()
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export const listTags: Operation = async (call, services) => {
  const name = taggedFunction(call)
  const definition = await readFunction(services, name)
  if (definition === undefined) throw functionNotFound(functionArn(services, name))
  return ok({ Tags: definition.settings.tags ?? {} })
}

function taggedFunction(call: Call): string {
  const resource = param(call, 'Resource')
  checkConstraints(matchingResource(resource))
  const [, , , , , type, name = '', qualifier] = resource.split(':')
  if (type !== 'function') throw invalidParameter(`Only functions have tags here; '${resource}' is none.`)
  if (qualifier === undefined) return name
  throw invalidParameter('Tags on function aliases and versions are not supported. Please specify a function ARN.')
}

const matchingResource = (resource: string) =>
  resource.length <= 256 && new RegExp(`^(?:${PATTERN})$`).test(resource)
    ? undefined
    : `Value '${resource.slice(0, 300)}' at 'resource' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PATTERN}`

/** A change of tags is a new revision of the function, as on AWS. */
const changeTags = (services: ControlServices, name: string, change: (before: Tags) => Tags): Promise<void> =>
  editFunction(
    services,
    name,
    () => functionNotFound(functionArn(services, name)),
    ({ definition }) => {
      const tags = change(definition.settings.tags ?? {})
      checkFunctionTags(tags)
      const latest = definition.versions[LATEST]
      const versions = latest && { [LATEST]: { ...latest, RevisionId: crypto.randomUUID() } }
      return {
        definition: {
          ...definition,
          settings: { ...definition.settings, tags: Object.keys(tags).length === 0 ? undefined : tags },
          versions: { ...definition.versions, ...versions },
        },
        result: undefined,
      }
    },
  )
