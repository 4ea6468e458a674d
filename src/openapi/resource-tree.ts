import type { Method, Resource } from '../definition/rest-api.ts'
import { faultOfLength, faultOfPathPart, isVariablePart, MOST_RESOURCES, pathBelow } from '../routing/resource-path.ts'
import type { Ids } from './ids.ts'
import type { Report } from './report.ts'

interface Node {
  readonly id: string
  readonly parentId?: string
  readonly pathPart?: string
  readonly path: string
  /** Those of the document. */
  readonly methods: Map<string, Method>
  /** Those that the API has: one of the document replaces the one of its name, whole. */
  readonly kept?: Resource['resourceMethods']
  /** The child that is a path variable: AWS allows one. */
  variable?: string
}

/** The resources of an API, grown path by path: parents that the document does not name come by themselves. */
export class ResourceTree {
  readonly rootId: string
  readonly #nodes = new Map<string, Node>()
  readonly #ids: Ids
  readonly #report: Report

  /** `kept` are the resources of the API that a document is merged into, parents before children. */
  constructor(rootId: string, ids: Ids, report: Report, kept: readonly Resource[] = []) {
    this.rootId = rootId
    this.#ids = ids
    this.#report = report
    this.#nodes.set('/', { id: rootId, path: '/', methods: new Map() })
    for (const resource of kept) this.#keep(resource)
  }

  /** The resource at `path`, created with its parents; undefined when the path is none AWS allows. */
  add(path: string, place: string): { readonly id: string; readonly path: string } | undefined {
    // A closing slash names the same resource: AWS keeps no empty path part.
    const parts = path === '/' ? [] : path.replace(/\/$/, '').slice(1).split('/')
    const fault = faultOfPath(path)
    if (fault !== undefined) {
      this.#report.error(place, fault)
      return undefined
    }
    let node = this.#nodes.get('/') as Node
    for (const part of parts) {
      const child = this.#child(node, part, place)
      if (child === undefined) return undefined
      node = child
    }
    return node
  }

  setMethod(path: string, method: Method, place: string): void {
    const methods = this.#nodes.get(path)?.methods
    if (methods?.has(method.httpMethod))
      this.#report.error(place, `${method.httpMethod} ${path} is defined twice: remove one of the two`)
    methods?.set(method.httpMethod, method)
  }

  /** Whether the document has this method. */
  defines(path: string, httpMethod: string): boolean {
    return this.#nodes.get(path)?.methods.has(httpMethod) === true
  }

  /** Root first, parents before children, by path. */
  resources(): Resource[] {
    return [...this.#nodes.values()].sort((a, b) => (a.path < b.path ? -1 : 1)).map(toResource)
  }

  #keep({ id, parentId, pathPart, path, resourceMethods }: Resource): void {
    const parent = this.#nodes.get(path.slice(0, path.lastIndexOf('/')) || '/')
    if (parent && pathPart?.startsWith('{')) parent.variable = pathPart
    this.#nodes.set(path, { id, parentId, pathPart, path, methods: new Map(), kept: resourceMethods })
  }

  #child(parent: Node, pathPart: string, place: string): Node | undefined {
    const path = pathBelow(parent.path, pathPart)
    const existing = pathPart === '' ? undefined : this.#nodes.get(path)
    if (existing) return existing
    if (this.#nodes.size >= MOST_RESOURCES) {
      this.#report.error('/paths', `has more than ${MOST_RESOURCES} resources: split the API`)
      return undefined
    }
    const fault = faultOfPathPart(pathPart, parent.pathPart, parent.variable)
    if (fault !== undefined) {
      this.#report.error(place, fault)
      return undefined
    }
    if (isVariablePart(pathPart)) parent.variable = pathPart
    const node: Node = { id: this.#ids.resource(path), parentId: parent.id, pathPart, path, methods: new Map() }
    this.#nodes.set(path, node)
    return node
  }
}

function faultOfPath(path: string): string | undefined {
  if (!path.startsWith('/')) return 'a path starts with /: write it that way, or take it out of `paths`'
  return faultOfLength(path.replace(/\/$/, ''))
}

function toResource({ id, parentId, pathPart, path, methods, kept }: Node): Resource {
  const resourceMethods = { ...kept, ...Object.fromEntries(methods) }
  return {
    id,
    ...(parentId !== undefined && { parentId, pathPart }),
    path,
    ...(Object.keys(resourceMethods).length > 0 && { resourceMethods }),
  }
}
