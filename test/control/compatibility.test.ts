import { describe, expect, it } from 'vitest'
import { operationNotServed } from '../../src/control/not-served.ts'
import { ROUTES } from '../../src/control/routes.ts'
import { AWS_OPERATIONS, type AwsOperation } from './aws-model.ts'

// Holds the route table against AWS's service model.

const camel = (name: string) => name[0]?.toLowerCase() + name.slice(1)
/** `/restapis/{restApiId}?mode=import` → `/restapis/*`. */
const shape = (path: string) => path.replace(/\?.*$/, '').replace(/\{[^}]+\}|:[A-Za-z]+/g, '*')

const routeOf = ({ name }: AwsOperation) => ROUTES.find(([, , operation]) => operation.name === camel(name))

/** What a caller of the operation is refused with; undefined when it is not. */
function refusalOf({ method, path }: AwsOperation) {
  const [, search = ''] = /(\?.*)$/.exec(path) ?? []
  return operationNotServed(method, shape(path).replaceAll('*', 'x'), search)
}

describe('the route table', () => {
  it.each(AWS_OPERATIONS.map((operation) => [operation.name, operation] as const))(
    "has AWS's path for %s, or refuses it by its name",
    (name, operation) => {
      const route = routeOf(operation)
      if (route === undefined) {
        const refused = refusalOf(operation)
        expect(refused).toMatchObject({ name })
        expect(refused?.reason).not.toBe('')
        return
      }
      const [method, path] = route
      expect(`${method} ${shape(path)}`).toBe(`${operation.method} ${shape(operation.path)}`)
      expect(refusalOf(operation)?.name).not.toBe(name)
    },
  )

  it("has no operation that is neither AWS's nor below /_postern/", () => {
    const known = new Set(AWS_OPERATIONS.map(({ name }) => camel(name)))
    const others = ROUTES.filter(([, path, { name }]) => !known.has(name) && !path.startsWith('/_postern/'))
    expect(others).toEqual([])
  })
})
