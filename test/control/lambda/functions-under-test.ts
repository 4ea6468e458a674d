import { CreateFunctionCommand, type CreateFunctionCommandInput } from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { type GatewayUnderTest, gatewayUnderTest } from '../gateway-under-test.ts'

export const ROLE = 'arn:aws:iam::111111111111:role/lambda-role'
export const ARN = 'arn:aws:lambda:us-east-1:111111111111:function'

/** A zip of these files. */
export const zipOf = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))

export const HELLO = zipOf({ 'index.js': "exports.handler = async () => ({ statusCode: 200, body: 'hello' })" })

export const hello = (changes: Partial<CreateFunctionCommandInput> = {}): CreateFunctionCommand =>
  new CreateFunctionCommand({
    FunctionName: 'hello',
    Runtime: 'nodejs24.x',
    Role: ROLE,
    Handler: 'index.handler',
    Code: { ZipFile: HELLO },
    ...changes,
  })

/** A gateway with the function `hello`. */
export async function withHello(changes: Partial<CreateFunctionCommandInput> = {}): Promise<GatewayUnderTest> {
  const gateway = gatewayUnderTest()
  await gateway.lambda.send(hello(changes))
  return gateway
}

/** The members of an answer. */
export async function membersOf<T extends object>(answer: Promise<T>): Promise<Omit<T, '$metadata'>> {
  const { $metadata: _, ...members } = (await answer) as T & { readonly $metadata: unknown }
  return members as Omit<T, '$metadata'>
}

/** Its exception's name and message. */
export const refusalOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'accepted',
    (error: Error) => `${error.name}: ${error.message}`,
  )
