import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { operationNotServed } from '../../src/control/not-served.ts'
import { ROUTES } from '../../src/control/routes.ts'
import { AWS_OPERATIONS, type AwsOperation } from './aws-model.ts'

// Holds the route table against AWS's service model, and docs/compatibility.md against both. `npm run compatibility` writes the page.

const CONTROL = join(import.meta.dirname, '../../src/control')
const PAGE = join(import.meta.dirname, '../../docs/compatibility.md')

const camel = (name: string) => name[0]?.toLowerCase() + name.slice(1)
/** `/restapis/{restApiId}?mode=import` → `/restapis/*`. */
const shape = (path: string) => path.replace(/\?.*$/, '').replace(/\{[^}]+\}|:[A-Za-z]+/g, '*')

const routeOf = ({ name }: AwsOperation) => ROUTES.find(([, , operation]) => operation.name === camel(name))

/** What a caller of the operation is refused with; undefined when it is not. */
function refusalOf({ method, path }: AwsOperation) {
  const [, search = ''] = /(\?.*)$/.exec(path) ?? []
  return operationNotServed(method, shape(path).replaceAll('*', 'x'), search)
}

/** What the comment above an operation says of it: `Stored only:` and `Differs from AWS:`. */
const COMMENTS: ReadonlyMap<string, string> = new Map(
  readdirSync(CONTROL)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(CONTROL, file), 'utf8')
      return [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const (\w+): Operation/g)].map(
        ([, comment = '', name = '']): [string, string] => [name, comment.replace(/\s*\n \* ?/g, ' ').trim()],
      )
    }),
)

const remark = (name: string, mark: string) =>
  new RegExp(`${mark}: (.*?)(?= (?:Stored only|Differs from AWS):|$)`).exec(COMMENTS.get(camel(name)) ?? '')?.[1]

function row(operation: AwsOperation): string {
  const { name, method, path } = operation
  const call = `${method} ${path}`
  if (routeOf(operation) === undefined) {
    const { reason } = refusalOf(operation) ?? {}
    return `| ${name} | \`${call}\` | refused | ${reason} |`
  }
  const stored = remark(name, 'Stored only')
  const differs = remark(name, 'Differs from AWS')
  const remarks = [stored, differs && `Differs from AWS: ${differs}`].filter(Boolean).join(' ')
  return `| ${name} | \`${call}\` | ${stored ? 'stored only' : 'served'} | ${remarks} |`
}

function page(): string {
  const rows = AWS_OPERATIONS.map(row)
  const count = (status: string) => rows.filter((line) => line.includes(` | ${status} | `)).length
  return `# Compatibility

Every operation of Amazon API Gateway's first service model (REST APIs), and what Postern does with a call of it. *Served* is what AWS
does; *stored only* is answered and kept as on AWS, without effect on requests yet; *refused* is answered with a BadRequestException that
names the operation. Written by \`npm run compatibility\` of the route table and the comments of the code; a test fails when it is not true.

${AWS_OPERATIONS.length} operations: ${count('served')} served, ${count('stored only')} stored only, ${count('refused')} refused.

| operation | call | | |
|---|---|---|---|
${rows.join('\n')}
`
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

  it('stands in docs/compatibility.md as it is', () => {
    if (process.env.POSTERN_WRITE_COMPATIBILITY === '1') writeFileSync(PAGE, page())
    expect(readFileSync(PAGE, 'utf8'), 'docs/compatibility.md is out of date: npm run compatibility').toBe(page())
  })
})
