import type { Method, Resource } from '../definition/rest-api.ts'
import { LONGEST_PATH_CHARS, MOST_PATH_PARTS, MOST_RESOURCES } from './document-limits.ts'
import type { Ids } from './ids.ts'
import type { Report } from './report.ts'

const PATH_PART = /^(?:[a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._:-]+\+?\})$/
/** The words AWS refuses a path part with. */
const BAD_PATH_PART =
  "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end"

interface Node {
  readonly id: string
  readonly parentId?: string
  readonly pathPart?: string
  readonly path: string
  readonly methods: Map<string, Method>
  /** The child that is a path variable: AWS allows one. */
  variable?: string
}

/** The resources of an API, grown path by path: parents that the document does not name come by themselves. */
export class ResourceTree {
  readonly rootId: string
  readonly #nodes = new Map<string, Node>()
  readonly #ids: Ids
  readonly #report: Report

  constructor(rootId: string, ids: Ids, report: Report) {
    this.rootId = rootId
    this.#ids = ids
    this.#report = report
    this.#nodes.set('/', { id: rootId, path: '/', methods: new Map() })
  }

  /** The resource at `path`, created with its parents; undefined when the path is none AWS allows. */
  add(path: string, place: string): { readonly id: string; readonly path: string } | undefined {
    // A closing slash names the same resource: AWS keeps no empty path part.
    const parts = path === '/' ? [] : path.replace(/\/$/, '').slice(1).split('/')
    const fault = faultOfPath(path, parts.length)
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

  /** Root first, parents before children, by path. */
  resources(): Resource[] {
    return [...this.#nodes.values()].sort((a, b) => (a.path < b.path ? -1 : 1)).map(toResource)
  }

  #child(parent: Node, pathPart: string, place: string): Node | undefined {
    const path = `${parent.path === '/' ? '' : parent.path}/${pathPart}`
    const existing = pathPart === '' ? undefined : this.#nodes.get(path)
    if (existing) return existing
    if (this.#nodes.size >= MOST_RESOURCES) {
      this.#report.error('/paths', `has more than ${MOST_RESOURCES} resources: split the API`)
      return undefined
    }
    const fault = faultOf(parent, pathPart)
    if (fault !== undefined) {
      this.#report.error(place, fault)
      return undefined
    }
    if (pathPart.startsWith('{')) parent.variable = pathPart
    const node: Node = { id: this.#ids.resource(path), parentId: parent.id, pathPart, path, methods: new Map() }
    this.#nodes.set(path, node)
    return node
  }
}

function faultOfPath(path: string, parts: number): string | undefined {
  if (!path.startsWith('/')) return 'a path starts with /: write it that way, or take it out of `paths`'
  if (path.length > LONGEST_PATH_CHARS || parts > MOST_PATH_PARTS)
    return `a path has at most ${LONGEST_PATH_CHARS} characters and ${MOST_PATH_PARTS} parts`
  return undefined
}

function faultOf(parent: Node, pathPart: string): string | undefined {
  if (!PATH_PART.test(pathPart)) return BAD_PATH_PART
  if (parent.pathPart?.endsWith('+}'))
    return `the greedy path variable ${parent.pathPart} must be the last part of a path`
  if (pathPart.startsWith('{') && parent.variable !== undefined)
    return `A sibling (${parent.variable}) of this resource already has a variable path part -- only one is allowed`
  return undefined
}

function toResource({ id, parentId, pathPart, path, methods }: Node): Resource {
  return {
    id,
    ...(parentId !== undefined && { parentId, pathPart }),
    path,
    ...(methods.size > 0 && { resourceMethods: Object.fromEntries(methods) }),
  }
}
