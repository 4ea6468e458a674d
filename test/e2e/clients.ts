/** Who calls the gateway: AWS's SDK, AWS's command line, Postern's own, and a bare socket. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import { LAUNCHER, PROJECT } from './gateway.ts'

export const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' } as const

const AWS_ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
} as const

/** AWS's SDK for JavaScript, pointed at the gateway. Refusals are not tried again. */
export function sdkClient(url: string, credentials: { accessKeyId: string; secretAccessKey: string } = LOCAL) {
  return new APIGatewayClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 })
}

/** Imports a document and publishes it. Answers the API's id. */
export async function deployDocument(client: APIGatewayClient, document: object, stage = 'prod'): Promise<string> {
  const { id } = await client.send(new ImportRestApiCommand({ body: bytesOf(document) }))
  if (id === undefined) throw new Error('ImportRestApi answered no id')
  await client.send(new CreateDeploymentCommand({ restApiId: id, stageName: stage }))
  return id
}

/** Overwrites an API with a document and publishes it to the stage. */
export async function redeployDocument(
  client: APIGatewayClient,
  restApiId: string,
  document: object,
  stageName = 'prod',
): Promise<void> {
  await client.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body: bytesOf(document) }))
  await client.send(new CreateDeploymentCommand({ restApiId, stageName }))
}

export const bytesOf = (document: object) => new TextEncoder().encode(JSON.stringify(document))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** AWS's command line. */
export const awsCli = (url: string, ...args: string[]): Promise<Ran> => run('aws', ['--endpoint-url', url, ...args])

/** Postern's command line, against this gateway. */
export const postern = (url: string, ...args: string[]): Promise<Ran> =>
  run(process.execPath, [LAUNCHER, ...args], { POSTERN_ENDPOINT: url })

/** Whether `aws` is installed. Says so once when it is not, because its tests are skipped then. */
export async function hasAwsCli(): Promise<boolean> {
  const found = await run('aws', ['--version']).then(
    ({ code }) => code === 0,
    () => false,
  )
  if (!found) console.warn('SKIPPED: tests with AWS CLI, because `aws` is not installed (apt-get install awscli)')
  return found
}

/** Runs a command to its end. Rejects when there is no such command. */
export async function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(command, args, { cwd: PROJECT, env: { ...process.env, ...AWS_ENVIRONMENT, ...env } })
  child.stdin.end()
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

/** Sends these very bytes and reads until the other side closes, or goes quiet for `quietMillis`. */
export function rawRequest(port: number, text: string, quietMillis = 2_000): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    let answer = ''
    socket.setTimeout(quietMillis, () => socket.destroy())
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', failed)
    socket.on('close', () => done(answer))
  })
}
