/**
 * The paths of resources: what a path part may be, and what may stand below what.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */

/** A path is part of a URL: the limit of AWS's edge endpoints. */
const LONGEST_PATH_CHARS = 8_192
/** Parts of one path: every one is a resource. */
const MOST_PATH_PARTS = 64
/** Resources of one API; AWS has 300 unless raised. */
export const MOST_RESOURCES = 50_000

const PATH_PART = /^(?:[a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._:-]+\+?\})$/

export const isVariablePart = (pathPart: string) => pathPart.startsWith('{')

export const pathBelow = (parentPath: string, pathPart: string) => `${parentPath === '/' ? '' : parentPath}/${pathPart}`

/** Whether `path` is `other` or stands below it. */
export const isAtOrBelow = (path: string, other: string) =>
  path === other || path.startsWith(other === '/' ? '/' : `${other}/`)

/** Why a path is too long; undefined when it is not. */
export function faultOfLength(path: string): string | undefined {
  const parts = path.split('/').length - 1
  if (path.length <= LONGEST_PATH_CHARS && parts <= MOST_PATH_PARTS) return undefined
  return `a path has at most ${LONGEST_PATH_CHARS} characters and ${MOST_PATH_PARTS} parts`
}

/**
 * Why a resource cannot stand where it is to stand, in AWS's words; undefined when it can. `parentPart` is undefined at the root,
 * `variableSibling` the parent's other child that is a path variable: AWS allows one.
 */
export function faultOfPathPart(
  pathPart: string,
  parentPart: string | undefined,
  variableSibling: string | undefined,
): string | undefined {
  if (!PATH_PART.test(pathPart))
    return "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end."
  if (parentPart !== undefined && isGreedyPart(parentPart))
    return `Cannot create a child of a resource with a greedy path variable: ${parentPart}`
  if (isVariablePart(pathPart) && variableSibling !== undefined)
    return `A sibling (${variableSibling}) of this resource already has a variable path part -- only one is allowed`
  return undefined
}

const isGreedyPart = (pathPart: string) => pathPart.endsWith('+}')
