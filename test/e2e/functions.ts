/** Functions put up and called with AWS's SDK. */
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { LOCAL } from './clients.ts'

export type Files = Readonly<Record<string, string>>

/** Refusals are not tried again. */
export const lambdaClient = (url: string) =>
  new LambdaClient({ endpoint: url, region: 'us-east-1', credentials: LOCAL, maxAttempts: 1 })

export const zipOf = (files: Files): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))

/** A handler whose body is these statements. */
export const bodyOf = (statements: string): Files => ({
  'index.js': `exports.handler = async (event, context) => {\n${statements}\n}`,
})

export const createFunction = (
  client: LambdaClient,
  name: string,
  files: Files,
  more: Partial<CreateFunctionCommandInput> = {},
) =>
  client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/lambda',
      Code: { ZipFile: zipOf(files) },
      ...more,
    }),
  )

export interface Invoked {
  readonly status: number | undefined
  readonly functionError: string | undefined
  readonly version: string | undefined
  /** The payload, read as JSON where there is one. */
  readonly value: unknown
  readonly log: string
}

export async function invoke(
  client: LambdaClient,
  name: string,
  event: unknown = {},
  more: Partial<InvokeCommandInput> = {},
): Promise<Invoked> {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: strToU8(JSON.stringify(event)), LogType: 'Tail', ...more }),
  )
  const text = answer.Payload?.transformToString() ?? ''
  return {
    status: answer.StatusCode,
    functionError: answer.FunctionError,
    version: answer.ExecutedVersion,
    value: text === '' ? undefined : JSON.parse(text),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  }
}

/** Asks again until it holds; for what happens behind an answer. */
export async function eventually(check: () => Promise<boolean> | boolean, millis = 10_000): Promise<void> {
  const end = Date.now() + millis
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`It did not hold within ${millis} ms: ${check}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}
