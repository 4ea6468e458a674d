import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetFunctionUrlConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  GetRuntimeManagementConfigCommand,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionUrlConfigsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  ListTagsCommand,
  PutFunctionCodeSigningConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { ARN, membersOf, refusalOf, withHello } from './functions-under-test.ts'

// What AWS answers is recorded in LocalStack's tests of Lambda (tests/aws/services/lambda_/test_lambda_api.snapshot.json), by test name.

const FunctionName = 'hello'
const Resource = `${ARN}:hello`

describe('tags', () => {
  it('are added, replaced and removed (test_tag_lifecycle)', async () => {
    const { lambda } = await withHello({ Tags: { A: 'tag-a' } })
    const tags = async () => (await lambda.send(new ListTagsCommand({ Resource }))).Tags
    const { $metadata } = await lambda.send(new TagResourceCommand({ Resource, Tags: { B: 'tag-b', A: 'new' } }))
    expect($metadata.httpStatusCode).toBe(204)
    expect(await tags()).toEqual({ A: 'new', B: 'tag-b' })
    expect((await lambda.send(new GetFunctionCommand({ FunctionName }))).Tags).toEqual({ A: 'new', B: 'tag-b' })
    await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['A', 'B', 'F'] }))
    expect(await tags()).toEqual({})
    expect((await lambda.send(new GetFunctionCommand({ FunctionName }))).Tags).toBeUndefined()
  })

  it('are refused as AWS refuses them (test_tag_exceptions, test_tag_limits, test_tag_versions)', async () => {
    const { lambda } = await withHello()
    const tag = (resource: string, Tags: Record<string, string>) =>
      refusalOf(lambda.send(new TagResourceCommand({ Resource: resource, Tags })))
    expect(await tag('arn:aws:something', { A: 'a' })).toMatch(
      /^ValidationException: 1 validation error detected: Value 'arn:aws:something' at 'resource' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:/,
    )
    expect(await tag(`${ARN}:doesnotexist`, { A: 'a' })).toBe(
      `ResourceNotFoundException: Function not found: ${ARN}:doesnotexist`,
    )
    expect(await tag(`${ARN}:hello:v1`, { A: 'a' })).toBe(
      'InvalidParameterValueException: Tags on function aliases and versions are not supported. Please specify a function ARN.',
    )
    expect(await tag(Resource, {})).toBe(
      'InvalidParameterValueException: An error occurred and the request cannot be processed.',
    )
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`${i}_key`, 'value']))
    expect(await tag(Resource, many)).toBe('InvalidParameterValueException: Number of tags exceeds resource tag limit.')
  })
})

describe('concurrency', () => {
  it('is kept and shown (test_function_concurrency)', async () => {
    const { lambda } = await withHello()
    const put = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 1 })
    expect(await membersOf(lambda.send(put))).toEqual({ ReservedConcurrentExecutions: 1 })
    const get = () => membersOf(lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })))
    expect(await get()).toEqual({ ReservedConcurrentExecutions: 1 })
    expect((await lambda.send(new GetFunctionCommand({ FunctionName }))).Concurrency).toEqual({
      ReservedConcurrentExecutions: 1,
    })
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
    expect(await get()).toEqual({})
  })

  it('is refused as AWS refuses it (test_function_concurrency_exceptions), and where it would be a switch', async () => {
    const { lambda } = await withHello()
    const put = (name: string, ReservedConcurrentExecutions: number) =>
      refusalOf(lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions })))
    expect(await put('doesnotexist', 1)).toBe(
      `ResourceNotFoundException: Function not found: ${ARN}:doesnotexist:$LATEST`,
    )
    expect(await put(`${ARN}:hello:$LATEST`, 1)).toBe(
      'InvalidParameterValueException: This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    )
    expect(await put('hello', 0)).toContain('RemovePermission')
  })
})

describe('settings that a function does not have', () => {
  it('are answered as AWS answers for a function without them', async () => {
    const { lambda } = await withHello({ Publish: true })
    const answered = async (answer: Promise<object>) => await membersOf(answer)
    // test_code_signing_not_found_excs, test_lambda_eventinvokeconfig_exceptions, test_url_config_list_paging,
    // test_provisioned_concurrency_exceptions; the last two by AWS's documentation.
    expect(await answered(lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName })))).toEqual({})
    expect(await answered(lambda.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName })))).toEqual({
      FunctionEventInvokeConfigs: [],
    })
    expect(await answered(lambda.send(new ListFunctionUrlConfigsCommand({ FunctionName })))).toEqual({
      FunctionUrlConfigs: [],
    })
    expect(await answered(lambda.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName })))).toEqual({
      ProvisionedConcurrencyConfigs: [],
    })
    expect(await answered(lambda.send(new GetRuntimeManagementConfigCommand({ FunctionName })))).toEqual({
      UpdateRuntimeOn: 'Auto',
      FunctionArn: `${ARN}:hello:$LATEST`,
    })
    expect(await answered(lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName })))).toEqual({
      RecursiveLoop: 'Terminate',
    })
    await lambda.send(new PutFunctionRecursionConfigCommand({ FunctionName, RecursiveLoop: 'Allow' }))
    expect(await answered(lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName })))).toEqual({
      RecursiveLoop: 'Allow',
    })
  })

  it('are not found as AWS does not find them', async () => {
    const { lambda } = await withHello({ Publish: true })
    expect(await refusalOf(lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName })))).toBe(
      `ResourceNotFoundException: The function ${ARN}:hello:$LATEST doesn't have an EventInvokeConfig`,
    )
    expect(await refusalOf(lambda.send(new GetFunctionUrlConfigCommand({ FunctionName })))).toBe(
      'ResourceNotFoundException: The resource you requested does not exist.',
    )
    const provisioned = (Qualifier: string) =>
      refusalOf(lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier })))
    expect(await provisioned('1')).toBe(
      'ProvisionedConcurrencyConfigNotFoundException: No Provisioned Concurrency Config found for this function',
    )
    expect(await provisioned('noalias')).toBe(`ResourceNotFoundException: Cannot find alias arn: ${ARN}:hello:noalias`)
    expect(await provisioned('10')).toBe(`ResourceNotFoundException: Function not found: ${ARN}:hello:10`)
    const CodeSigningConfigArn = 'arn:aws:lambda:us-east-1:111111111111:code-signing-config:csc-0123456789abcdef0'
    const put = new PutFunctionCodeSigningConfigCommand({ FunctionName, CodeSigningConfigArn })
    expect(await refusalOf(lambda.send(put))).toBe(
      `CodeSigningConfigNotFoundException: The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${CodeSigningConfigArn}.`,
    )
  })

  it('are refused by the name of their operation', async () => {
    const { lambda } = await withHello()
    const put = new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 })
    expect(await refusalOf(lambda.send(put))).toBe(
      'InvalidParameterValueException: The operation PutFunctionEventInvokeConfig is not served by this version of Postern: events that a function fails on are logged; they are not tried again and have no destination.',
    )
    expect(await refusalOf(lambda.send(new ListEventSourceMappingsCommand({})))).toContain('ListEventSourceMappings')
  })
})
