import type { Resource } from '../definition/rest-api.ts'
import { ControlError } from '../errors/control-error.ts'
import {
  faultOfLength,
  faultOfPathPart,
  isAtOrBelow,
  isVariablePart,
  MOST_RESOURCES,
  pathBelow,
} from '../routing/resource-path.ts'
import { noSuchResource } from './identifiers.ts'
import { badRequest } from './validation-error.ts'

/** Where a resource is to stand. */
export interface Place {
  readonly parentId: string
  readonly pathPart: string
}

/** The path of a place among the other resources of the API. Throws ControlError when nothing can stand there. */
export function pathOf({ parentId, pathPart }: Place, others: readonly Resource[]): string {
  const parent = others.find(({ id }) => id === parentId)
  if (parent === undefined) throw noSuchResource()
  const siblings = others.filter((other) => other.parentId === parentId)
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) throw nameTaken(pathPart)
  const variable = siblings.find((sibling) => isVariablePart(sibling.pathPart ?? ''))
  const path = pathBelow(parent.path, pathPart)
  const fault = faultOfPathPart(pathPart, parent.pathPart, variable?.pathPart) ?? faultOfLength(path)
  if (fault !== undefined) throw badRequest(fault)
  return path
}

const nameTaken = (pathPart: string) =>
  new ControlError('ConflictException', `Another resource with the same parent already has this name: ${pathPart}`)

/** A new resource at its place. Throws ControlError. */
export function newResource(id: string, place: Place, others: readonly Resource[]): Resource {
  const path = pathOf(place, others)
  if (others.length < MOST_RESOURCES) return { id, ...place, path }
  throw new ControlError('LimitExceededException', `An API has at most ${MOST_RESOURCES} resources: split the API`)
}

/** A resource at another place, and with it all below: the moved one first. Throws ControlError. */
export function moveResource(resource: Resource, place: Place, all: readonly Resource[]): Resource[] {
  const subtree = all.filter((other) => isAtOrBelow(other.path, resource.path))
  // AWS's words, recorded for a child; a grandchild or the resource itself is no better.
  if (subtree.some(({ id }) => id === place.parentId)) throw badRequest('Resources cannot be cyclical.')
  const path = pathOf(
    place,
    all.filter((other) => other !== resource),
  )
  const below = subtree.filter((other) => other !== resource)
  for (const child of below) {
    const fault =
      faultOfPathPart(child.pathPart ?? '', child.parentId === resource.id ? place.pathPart : undefined, undefined) ??
      faultOfLength(path + child.path.slice(resource.path.length))
    if (fault !== undefined) throw badRequest(fault)
  }
  return [
    { ...resource, ...place, path },
    ...below.map((child) => ({ ...child, path: path + child.path.slice(resource.path.length) })),
  ]
}
