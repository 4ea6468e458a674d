import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as sdk from '@aws-sdk/client-api-gateway'
import { expect } from 'vitest'
import { AWS_OPERATIONS } from '../control/aws-model.ts'
import { type GatewayUnderTest, gatewayUnderTest, type RawAnswer } from '../control/gateway-under-test.ts'
import { matches } from './placeholders.ts'
import { conformance, type Exception, type Vector } from './runner.ts'

// Recorded sequences of management calls. Each recorded answer of a sequence is a case of its own: `cpl-0008/2` is its third call.
const FOLDER = resolve(import.meta.dirname, '../..', process.env.POSTERN_VECTORS ?? '../shared/vectors')

interface Step {
  /** `get_rest_api`, or `logs:create_log_group` of another service. */
  readonly op: string
  readonly params: Record<string, unknown>
}

interface Recorded {
  readonly status: number
  readonly expected: unknown
}

interface Input {
  readonly steps: readonly Step[]
  /** Which of the answers this case is about. */
  readonly position?: number
}

interface Expected {
  readonly steps: readonly (Recorded | null)[]
}

/** Operations that come with a feature of their own. */
const LATER = /_(?:api_keys?|usage_plans?|usage_plan_keys?|usage_plan_key|usage)$|^test_invoke_authorizer$/

const EXCEPTIONS: readonly Exception[] = ['1', '2', '3', '4'].map((step) => ({
  id: `cpl-0050/${step}`,
  reason: 'the recording asks for one API id and shows the refusal of another',
}))

/** AWS has shown `ipAddressType` since 2025: an older recording lacks it. */
const recordedBeforeAddressTypes = ({ steps }: Expected) => !JSON.stringify(steps).includes('ipAddressType')

const runs = new Map<string, Promise<string[][]>>()

const casesOf = (vector: Vector<Input, Expected>): Vector<Input, Expected>[] =>
  vector.expected.steps.flatMap((recorded, position) =>
    recorded === null
      ? []
      : [
          {
            ...vector,
            id: `${vector.id}/${position}`,
            input: { ...vector.input, position },
          },
        ],
  )

conformance<Input, Expected>({
  area: 'control-plane',
  exceptions: EXCEPTIONS,
  casesOf: (vectors) => vectors.filter(({ input }) => !input.steps.some(({ op }) => LATER.test(op))).flatMap(casesOf),
  async check({ id, input, expected }) {
    const { position = 0 } = input
    const differences = await differencesOf(id.split('/')[0] ?? id, input.steps, expected.steps)
    const added = recordedBeforeAddressTypes(expected)
      ? /^\/.*endpointConfiguration\/ipAddressType: not expected/
      : undefined
    expect(differences[position]?.filter((difference) => !added?.test(difference))).toEqual([])
  },
})

/** By step, in how far our answer is another one. A sequence runs once for all its cases. */
function differencesOf(id: string, steps: readonly Step[], recorded: readonly (Recorded | null)[]) {
  const run = runs.get(id) ?? runSequence(steps, recorded)
  runs.set(id, run)
  return run
}

async function runSequence(steps: readonly Step[], recorded: readonly (Recorded | null)[]): Promise<string[][]> {
  const gateway = gatewayUnderTest()
  const bound = new Map<string, string>()
  const answers: unknown[] = []
  const differences: string[][] = []
  for (const [position, step] of steps.entries()) {
    const { status, body } = await answerOf(gateway, step, answers)
    answers.push(body)
    const wanted = recorded[position]
    differences.push(wanted ? compare(wanted, status, body, bound) : [])
  }
  return differences
}

function compare({ status: wanted, expected }: Recorded, status: number, body: unknown, bound: Map<string, string>) {
  const statuses = status === wanted ? [] : [`status ${status} is not ${wanted}`]
  return [...statuses, ...matches(withoutDates(expected), withoutDates(body), bound)]
}

async function answerOf(gateway: GatewayUnderTest, { op, params }: Step, answers: readonly unknown[]) {
  const filled = fill(params, answers) as Record<string, unknown>
  if (op.includes(':')) return { status: 200, body: FOREIGN[op] ?? {} }
  const response = await send(gateway, pascal(op), filled)
  // As Python's client shows it: lists are called `items` (but stages `item`), errors stand under `Error`.
  const json = response.body === '' ? {} : (JSON.parse(response.body) as Record<string, unknown>)
  const { item, ...members } = json
  if (response.status < 300 && op === 'test_invoke_method') return { status: response.status, body: asRecorded(json) }
  if (response.status < 300)
    return {
      status: response.status,
      body: item === undefined || op === 'get_stages' ? json : { ...members, items: item },
    }
  const error = { Code: response.errorType, Message: json.message }
  return {
    status: response.status,
    // Python's client shows the body's own members of errors that the service model knows.
    body: { Error: error, ...(MODELLED.has(error.Code ?? '') && { message: json.message }) },
  }
}

/** A test invocation's body parsed, its log by lines and without dates, its latency left open. */
function asRecorded({ body, log, latency, ...members }: Record<string, unknown>): Record<string, unknown> {
  const lines = String(log)
    .split('\n')
    .map((line) =>
      line.replace(
        /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d (?:\d\d:){2}\d\d UTC \d{4} : /,
        'DDD MMM dd hh:mm:ss UTC yyyy : ',
      ),
    )
  return {
    ...members,
    body: JSON.parse(String(body)),
    latency: typeof latency === 'number' ? '<latency>' : latency,
    log: Object.fromEntries(lines.map((line, index) => [`line${String(index).padStart(2, '0')}`, line])),
  }
}

/** By AWS's client; it leaves out a null that stands in a map, which Python's does not. */
async function send(gateway: GatewayUnderTest, name: string, params: Record<string, unknown>): Promise<RawAnswer> {
  if (!JSON.stringify(params).includes(':null')) {
    const Command = (sdk as unknown as Record<string, new (input: unknown) => never>)[`${name}Command`]
    if (Command === undefined) throw new Error(`AWS's client has no ${name}`)
    return gateway.raw(new Command(params))
  }
  const { method, path } = AWS_OPERATIONS.find((operation) => operation.name === name) ?? expect.fail(name)
  const labelled = path.replace(/\{(\w+)\}/g, (_, label) => String(params[label]))
  const response = await gateway.call(method, labelled, bodyOf(path, params))
  const errorType = response.headers.get('x-amzn-errortype') ?? undefined
  return { status: response.status, errorType, body: await response.text() }
}

/** What the path does not carry. */
const bodyOf = (path: string, params: Record<string, unknown>) =>
  JSON.stringify(Object.fromEntries(Object.entries(params).filter(([name]) => !path.includes(`{${name}}`))))

const MODELLED: ReadonlySet<string> = new Set(
  ['BadRequest', 'Conflict', 'LimitExceeded', 'NotFound', 'ServiceUnavailable', 'TooManyRequests', 'Unauthorized'].map(
    (name) => `${name}Exception`,
  ),
)

/** What other services answer in the recordings, as far as later steps use it. */
const FOREIGN: Readonly<Record<string, unknown>> = {
  'logs:describe_log_groups': {
    logGroups: [{ arn: 'arn:aws:logs:us-east-1:111111111111:log-group:group:*' }],
  },
  'ec2:describe_subnets': { Subnets: [{ SubnetId: 'subnet-1' }] },
  'elbv2:create_load_balancer': {
    LoadBalancers: [
      {
        LoadBalancerArn: 'arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/nlb/1',
      },
    ],
  },
  'lambda_:get_function': {
    Configuration: {
      FunctionArn: 'arn:aws:lambda:us-east-1:111111111111:function:f',
    },
  },
}

const pascal = (op: string) => op.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** What a recording left open, by the member's name. */
const OPEN: Readonly<Record<string, string>> = { mode: 'overwrite', uri: 'http://httpbin.org/anything' }

/** Fills in `${2.id}`, `@file:` and what the recording left open. */
function fill(value: unknown, answers: readonly unknown[], key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, answers, key))
  if (typeof value === 'object' && value !== null)
    // Python's `True` as a name is JSON's `true`.
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name === 'True' ? 'true' : name, fill(item, answers, name)]),
    )
  if (typeof value !== 'string') return value
  if (value.startsWith('@file:')) return readFileSync(resolve(FOLDER, 'openapi-docs', value.slice(6)))
  if (/^<__main__\.Anything object at \w+>$/.test(value)) return OPEN[key] ?? 'aws'
  return value
    .replace(/<__main__\.Anything object at \w+>/g, 'aws')
    .replace(/\$\{(\d+)\.([^}]+)\}/g, (_, step, path) => String(at(answers[Number(step)], path)))
}

function at(answer: unknown, path: string): unknown {
  const keys = path
    .replace(/\[['"]?([^\]'"]+)['"]?\]/g, '.$1')
    .split('.')
    .filter(Boolean)
  return keys.reduce((found, key) => (found as Record<string, unknown> | undefined)?.[key], answer)
}

/** A request's id within a line of a log. */
const LOGGED_ID = /((?:Execution log for request|Starting execution for request:) ).*/

/** The recordings say `datetime` where a date stands, and number the ids of requests. */
function withoutDates(value: unknown, key = ''): unknown {
  if (/Date$/.test(key)) return 'datetime'
  if (Array.isArray(value)) return value.map((item) => withoutDates(item))
  if (typeof value === 'string') return value.replace(LOGGED_ID, '$1<id>')
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutDates(item, name)]))
}
