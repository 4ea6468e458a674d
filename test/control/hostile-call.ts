import fc from 'fast-check'
import type { AwsOperation } from './aws-model.ts'
import type { GatewayUnderTest } from './gateway-under-test.ts'

/** Text that fits somewhere, and text that fits nowhere. */
const text = fc.oneof(
  fc.constantFrom(
    'GET',
    'ANY',
    'MOCK',
    'HTTP_PROXY',
    'NONE',
    '200',
    'application/json',
    'prod',
    'a',
    'true',
    '10',
    '{}',
  ),
  fc.constantFrom(
    '',
    ' ',
    '/',
    '//',
    '..',
    '%2e%2e',
    'é',
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    'toString',
    '{a+}',
  ),
  fc.constantFrom(
    '$input',
    '{"type":',
    'http://',
    'arn:aws:',
    'method.request.path.a',
    "'x'",
    '-1',
    '1e400',
    'x'.repeat(70_000),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -1, 29_000, 1.5, 1e308, [], {}) },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(text, fc.oneof(text, fc.boolean(), fc.integer()), { maxKeys: 3 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

const patchPath = fc.oneof(
  fc
    .array(
      fc.oneof(
        text,
        fc.constantFrom('description', 'name', 'requestParameters', 'variables', '*', 'application~1json'),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((parts) => `/${parts.join('/')}`),
  text,
)

const patch = fc.record(
  {
    op: fc.oneof(fc.constantFrom('add', 'remove', 'replace', 'copy', 'move', 'test'), text),
    path: patchPath,
    value,
    from: text,
  },
  { requiredKeys: [] },
)

/** A call of an operation: the template's labels from `ids` or from nowhere, any of the model's members with any value. */
export function hostileCall({ method, path, members }: AwsOperation, ids: Readonly<Record<string, string>>) {
  const labels = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => name)
  const label = (name: string) =>
    fc.oneof({ weight: 6, arbitrary: fc.constant(ids[name] ?? 'x') }, { weight: 1, arbitrary: text })
  const others = members.filter((name) => !labels.includes(name) && name !== 'patchOperations')
  const withPatches = members.includes('patchOperations')
  return fc.record({
    method: fc.constant(method),
    path: fc.tuple(...labels.map(label)).map((values) => pathOf(path, labels, values)),
    members: fc.dictionary(fc.oneof(...others.map((name) => fc.constant(name)), text), value, { maxKeys: 6 }),
    patchOperations: withPatches ? fc.array(patch, { maxLength: 4 }) : fc.constant(undefined),
    raw: fc.option(fc.constantFrom('', '{', '[]', 'null', '"a"', '\u0000', '{"a":1}{'), { freq: 12, nil: undefined }),
  })
}

const pathOf = (template: string, labels: readonly string[], values: readonly string[]) =>
  labels.reduce(
    (path, name, i) => path.replace(new RegExp(`\\{${name}\\+?\\}`), () => encode(values[i] ?? '')),
    template,
  )

const encode = (label: string) => encodeURIComponent(label.toWellFormed())

export type Hostile = {
  readonly method: string
  readonly path: string
  readonly members: Readonly<Record<string, unknown>>
  readonly patchOperations: readonly unknown[] | undefined
  readonly raw: string | undefined
}

type Call = GatewayUnderTest['call']

export function sendHostile(call: Call, { method, path, members, patchOperations, raw }: Hostile): Promise<Response> {
  if (method !== 'GET' && method !== 'DELETE') {
    return call(method, path, raw ?? JSON.stringify({ ...members, ...(patchOperations && { patchOperations }) }))
  }
  const query = Object.entries(members).map(([name, item]) => `${encode(name)}=${encode(String(JSON.stringify(item)))}`)
  return call(method, path + (path.includes('?') ? '&' : '?') + query.join('&'))
}
