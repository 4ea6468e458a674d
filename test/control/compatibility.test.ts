import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lambdaOperationNotServed } from '../../src/control/lambda/not-served.ts'
import { LAMBDA_ROUTES } from '../../src/control/lambda/routes.ts'
import { operationNotServed } from '../../src/control/not-served.ts'
import type { RefusedOperation } from '../../src/control/refused-operation.ts'
import type { Route } from '../../src/control/router.ts'
import { ROUTES } from '../../src/control/routes.ts'
import { AWS_OPERATIONS, type AwsOperation, LAMBDA_OPERATIONS } from './aws-model.ts'

// Holds the route tables against AWS's service models, and docs/compatibility.md against both. `npm run compatibility` writes the page.

const CONTROL = join(import.meta.dirname, '../../src/control')
const PAGE = join(import.meta.dirname, '../../docs/compatibility.md')

const camel = (name: string) => name[0]?.toLowerCase() + name.slice(1)
/** `/restapis/{restApiId}?mode=import` → `/restapis/*`. */
const shape = (path: string) => path.replace(/\?.*$/, '').replace(/\{[^}]+\}|:[A-Za-z]+/g, '*')

/** One of AWS's services: its model, and what there is of it here. */
interface Service {
  readonly name: string
  /** Of the page's section. */
  readonly introduction: string
  readonly operations: readonly AwsOperation[]
  readonly routes: readonly Route[]
  readonly notServed: (method: string, path: string, search?: string) => RefusedOperation | undefined
  /** Where its operations' comments are. */
  readonly folder: string
}

const SERVICES: readonly Service[] = [
  {
    name: 'Amazon API Gateway',
    introduction:
      "Every operation of API Gateway's first service model (REST APIs). What is refused answers a BadRequestException.",
    operations: AWS_OPERATIONS,
    routes: ROUTES,
    notServed: operationNotServed,
    folder: CONTROL,
  },
  {
    name: 'AWS Lambda',
    introduction:
      "Every operation of Lambda's service model, on the same endpoint. What is refused answers an InvalidParameterValueException.",
    operations: LAMBDA_OPERATIONS,
    routes: LAMBDA_ROUTES,
    notServed: lambdaOperationNotServed,
    folder: join(CONTROL, 'lambda'),
  },
]

const routeOf = ({ routes }: Service, { name }: AwsOperation) =>
  routes.find(([, , operation]) => operation.name === camel(name))

/** What a caller of the operation is refused with; undefined when it is not. */
function refusalOf({ notServed }: Service, { method, path }: AwsOperation) {
  const [, search = ''] = /(\?.*)$/.exec(path) ?? []
  return notServed(method, shape(path).replaceAll('*', 'x'), search)
}

/** What the comment above each operation of a folder says of it: `Stored only:` and `Differs from AWS:`. */
const commentsOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const text = readFileSync(join(folder, file), 'utf8')
        return [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const (\w+): Operation/g)].map(
          ([, comment = '', name = '']): [string, string] => [name, comment.replace(/\s*\n \* ?/g, ' ').trim()],
        )
      }),
  )

const remark = (comment: string, mark: string) =>
  new RegExp(`${mark}: (.*?)(?= (?:Stored only|Differs from AWS):|$)`).exec(comment)?.[1]

function row(service: Service, comments: ReadonlyMap<string, string>, operation: AwsOperation): string {
  const { name, method, path } = operation
  const call = `${method} ${path}`
  if (routeOf(service, operation) === undefined) {
    const { reason } = refusalOf(service, operation) ?? {}
    return `| ${name} | \`${call}\` | refused | ${reason} |`
  }
  const comment = comments.get(camel(name)) ?? ''
  const stored = remark(comment, 'Stored only')
  const differs = remark(comment, 'Differs from AWS')
  const remarks = [stored, differs && `Differs from AWS: ${differs}`].filter(Boolean).join(' ')
  return `| ${name} | \`${call}\` | ${stored ? 'stored only' : 'served'} | ${remarks} |`
}

function section(service: Service): string {
  const comments = commentsOf(service.folder)
  const rows = service.operations.map((operation) => row(service, comments, operation))
  const count = (status: string) => rows.filter((line) => line.includes(` | ${status} | `)).length
  return `## ${service.name}

${service.introduction}

${rows.length} operations: ${count('served')} served, ${count('stored only')} stored only, ${count('refused')} refused.

| operation | call | | |
|---|---|---|---|
${rows.join('\n')}
`
}

const page = () => `# Compatibility

What Postern does with a call of each operation. *Served* is what AWS does; *stored only* is answered and kept as on AWS, without effect
on requests yet; *refused* is answered with an error that names the operation. Written by \`npm run compatibility\` of the route tables and
the comments of the code; a test fails when it is not true.

${SERVICES.map(section).join('\n')}`

describe.each(SERVICES.map((service) => [service.name, service] as const))('the route table of %s', (_, service) => {
  it.each(service.operations.map((operation) => [operation.name, operation] as const))(
    "has AWS's path for %s, or refuses it by its name",
    (name, operation) => {
      const route = routeOf(service, operation)
      if (route === undefined) {
        const refused = refusalOf(service, operation)
        expect(refused).toMatchObject({ name })
        expect(refused?.reason).not.toBe('')
        return
      }
      const [method, path] = route
      expect(`${method} ${shape(path)}`).toBe(`${operation.method} ${shape(operation.path)}`)
      expect(refusalOf(service, operation)?.name).not.toBe(name)
    },
  )

  it("has no operation that is neither AWS's nor below /_postern/", () => {
    const known = new Set(service.operations.map(({ name }) => camel(name)))
    const others = service.routes.filter(([, path, { name }]) => !known.has(name) && !path.startsWith('/_postern/'))
    expect(others).toEqual([])
  })
})

describe('docs/compatibility.md', () => {
  it('says what is so', () => {
    if (process.env.POSTERN_WRITE_COMPATIBILITY === '1') writeFileSync(PAGE, page())
    expect(readFileSync(PAGE, 'utf8'), 'docs/compatibility.md is out of date: npm run compatibility').toBe(page())
  })
})
