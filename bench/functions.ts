/** Functions behind AWS_PROXY beside a Worker that somebody wrote by hand, and a hundred of them in turn. */
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { deployDocument, LOCAL, sdkClient } from '../test/e2e/clients.ts'
import { benchBundle, bound, gatewayBundle, type Instance, type StartInstance } from './instance.ts'
import { median } from './load.ts'
import { measure, type Row, type Subject } from './measure.ts'
import { PREFIX } from './routes.ts'
import { handler } from './workers/handler.ts'

export interface FunctionFigures {
  /** The hand-written Worker, the gateway's function, the gateway's bound Worker, all by hand in one process. */
  readonly rows: readonly Row[]
  /** Of a round. */
  readonly requests: number
  readonly hundred: HundredFunctions
}

/** In milliseconds. */
export interface HundredFunctions {
  readonly count: number
  /** The first call of the first function that a gateway ever runs. */
  readonly firstEver: number
  /** The first call of each other one. */
  readonly cold: Times
  readonly warm: Times
}

export interface Times {
  readonly median: number
  readonly most: number
}

/** A call here costs several of the other tables'. */
const EFFORT = { rounds: 5, requests: 3_000, warmUp: 10_000 } as const
const COUNT = 100
const WARM_TURNS = 3
const ACCOUNT = '000000000000'
const CODE = `export const handler = ${handler}`

export async function functionFigures(start: StartInstance): Promise<FunctionFigures> {
  return {
    hundred: await hundredFunctions(await start('hundred', { functions: true })),
    rows: await rows(start),
    requests: EFFORT.requests,
  }
}

/** The function host runs in a workerd of its own, so the bound Worker does as well; CPU is that of both. */
async function rows(start: StartInstance): Promise<Row[]> {
  const answering = await start('answering', { bundle: await benchBundle('answering') })
  const byHand = await benchBundle('by-hand')
  const apart = await start('by-hand', { bundle: bound(byHand, { ANSWERING: answering }), beside: [answering] })
  const together = await start('by-hand-together', { bundle: bound(byHand, { ANSWERING: 'Answering' }) })
  const gateway = await start('functions', { functions: true })
  const withWorker = bound(await gatewayBundle(), { FUNCTION_ANSWERING: answering })
  const ofWorker = await start('bound', { bundle: withWorker, beside: [answering] })
  await createFunction(gateway, 'answering')
  return measure(
    [
      direct('by hand, the bound Worker in a process of its own', apart),
      await viaGateway('gateway, a function', gateway),
      await viaGateway('gateway, a bound Worker as the function', ofWorker),
      direct('by hand, all in one process', together),
    ],
    EFFORT,
  )
}

const direct = (name: string, instance: Instance): Subject => ({ name, instance, url: instance.url + PREFIX + CALLED })

const CALLED = '/things/42?a=1&b=2'

async function viaGateway(name: string, instance: Instance): Promise<Subject> {
  const client = sdkClient(instance.url)
  const id = await deployDocument(client, documentOf([['/things/{id}', 'answering']]))
  client.destroy()
  return { name, instance, url: `${instance.url}/_aws/execute-api/${id}/prod${CALLED}` }
}

/** A hundred functions behind one API, called in turn. Throws where one of them fails. */
async function hundredFunctions(instance: Instance): Promise<HundredFunctions> {
  const names = Array.from({ length: COUNT }, (_, i) => `function${i}`)
  for (const name of names) await createFunction(instance, name)
  const client = sdkClient(instance.url)
  const id = await deployDocument(client, documentOf(names.map((name) => [`/${name}`, name])))
  client.destroy()
  const call = (name: string) => timed(`${instance.url}/_aws/execute-api/${id}/prod/${name}`)
  const inTurn = async () => {
    const times: number[] = []
    for (const name of names) times.push(await call(name))
    return times
  }
  const [firstEver = Number.NaN, ...cold] = await inTurn()
  const warm: number[] = []
  for (let turn = 0; turn < WARM_TURNS; turn++) warm.push(...(await inTurn()))
  return { count: COUNT, firstEver, cold: timesOf(cold), warm: timesOf(warm) }
}

const timesOf = (times: readonly number[]): Times => ({ median: median(times), most: Math.max(...times) })

async function timed(url: string): Promise<number> {
  const before = performance.now()
  const response = await fetch(url)
  const text = await response.text()
  const millis = performance.now() - before
  if (response.status !== 200) throw new Error(`${url} answered ${response.status} ${text.slice(0, 300)}`)
  return millis
}

/** Each has code of its own, and lets every API call it. */
async function createFunction(instance: Instance, name: string): Promise<void> {
  const lambda = new LambdaClient({ endpoint: instance.url, region: 'us-east-1', credentials: LOCAL, maxAttempts: 1 })
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Role: `arn:aws:iam::${ACCOUNT}:role/any`,
      Handler: 'index.handler',
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(`// ${name}\n${CODE}`) }) },
    }),
  )
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: 'apis',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
    }),
  )
  lambda.destroy()
}

function documentOf(routes: readonly (readonly [path: string, functionName: string])[]) {
  const paths = routes.map(([path, name]) => [
    path,
    {
      get: {
        responses: { 200: { description: 'ok' } },
        'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: uriOf(name) },
      },
    },
  ])
  return { openapi: '3.0.1', info: { title: 'functions', version: '1' }, paths: Object.fromEntries(paths) }
}

const uriOf = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}/invocations`
