import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from '../gateway-under-test.ts'
import { ARN, HELLO, membersOf, ROLE, refusalOf, zipOf } from './functions-under-test.ts'

// What Terraform's resource aws_lambda_function calls, in its order, with the members that it sends
// (hashicorp/terraform-provider-aws, internal/service/lambda/function.go).

const FunctionName = 'hello'

describe("Terraform's aws_lambda_function", () => {
  it('is created, read, updated, published and deleted', async () => {
    const { lambda } = gatewayUnderTest()
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Code: { ZipFile: HELLO },
        Description: '',
        MemorySize: 128,
        PackageType: 'Zip',
        Publish: true,
        Role: ROLE,
        Tags: { team: 'a' },
        Timeout: 3,
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
      }),
    )
    const { Configuration, Code, Tags, Concurrency } = await lambda.send(new GetFunctionCommand({ FunctionName }))
    // It waits for these two.
    expect(Configuration).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' })
    expect(Code?.Location).toBeDefined()
    expect(Tags).toEqual({ team: 'a' })
    expect(Concurrency).toBeUndefined()
    const latest = async () => {
      const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 10_000 }))
      return Versions.at(-1)
    }
    expect(await latest()).toMatchObject({ FunctionArn: `${ARN}:hello:1`, Version: '1' })
    expect(await membersOf(lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName })))).toEqual({})

    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Description: 'changed',
        DeadLetterConfig: { TargetArn: '' },
        Environment: { Variables: {} },
        FileSystemConfigs: [],
        ImageConfig: {},
        Layers: [],
        VpcConfig: { Ipv6AllowedForDualStack: false, SecurityGroupIds: [], SubnetIds: [] },
      }),
    )
    await lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf({ 'index.js': 'exports.handler = 2' }) }),
    )
    expect(await lambda.send(new PublishVersionCommand({ FunctionName }))).toMatchObject({ Version: '2' })
    expect(await latest()).toMatchObject({ Version: '2' })

    await lambda.send(new DeleteFunctionCommand({ FunctionName }))
    expect(await refusalOf(lambda.send(new GetFunctionCommand({ FunctionName })))).toContain(
      'ResourceNotFoundException',
    )
  })
})
