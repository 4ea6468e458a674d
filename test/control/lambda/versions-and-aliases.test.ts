import {
  CreateAliasCommand,
  type CreateAliasCommandInput,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { ARN, HELLO, membersOf, refusalOf, withHello } from './functions-under-test.ts'

// What AWS answers is recorded in LocalStack's tests of Lambda (tests/aws/services/lambda_/test_lambda_api.snapshot.json), by test name.

const FunctionName = 'hello'
const publish = (lambda: LambdaClient, Description?: string) =>
  lambda.send(new PublishVersionCommand({ FunctionName, Description }))
const describeAs = (lambda: LambdaClient, Description: string) =>
  lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description }))

/** With the versions 1 and 2. */
async function withVersions() {
  const gateway = await withHello()
  await publish(gateway.lambda)
  await describeAs(gateway.lambda, 'second')
  await publish(gateway.lambda)
  return gateway
}

describe('PublishVersion', () => {
  it('publishes $LATEST, and not again while nothing changes (test_version_lifecycle)', async () => {
    const { lambda } = await withHello({ Environment: { Variables: { AA: 'a' } } })
    const { $metadata, ...first } = await publish(lambda, 'First version description :)')
    expect($metadata.httpStatusCode).toBe(201)
    expect(first).toMatchObject({
      FunctionArn: `${ARN}:hello:1`,
      Version: '1',
      Description: 'First version description :)',
    })
    expect(await publish(lambda)).toMatchObject({ Version: '1', RevisionId: first.RevisionId })
    await describeAs(lambda, 'Second version :))')
    expect(await publish(lambda)).toMatchObject({ Version: '2', Description: 'Second version :))' })
    expect(await publish(lambda)).toMatchObject({ Version: '2' })
    const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }))
    expect(Versions.map(({ FunctionArn, Version, Description }) => [FunctionArn, Version, Description])).toEqual([
      [`${ARN}:hello:$LATEST`, '$LATEST', 'Second version :))'],
      [`${ARN}:hello:1`, '1', 'First version description :)'],
      [`${ARN}:hello:2`, '2', 'Second version :))'],
    ])
    expect(Versions[0]).not.toHaveProperty('State')
  })

  it('sees no change in the same code and the same variables once more (documentation)', async () => {
    const { lambda } = await withHello({ Environment: { Variables: { AA: 'a' } } })
    await publish(lambda)
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: HELLO }))
    const Environment = { Variables: { AA: 'a' } }
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }))
    expect(await publish(lambda)).toMatchObject({ Version: '1' })
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { AA: 'b' } } }))
    expect(await publish(lambda)).toMatchObject({ Version: '2' })
  })

  it('makes a new revision of $LATEST as well (test_function_revisions_version_and_alias)', async () => {
    const { lambda } = await withHello()
    const revision = async () => (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).RevisionId
    const before = await revision()
    await publish(lambda)
    const after = await revision()
    expect(after).not.toBe(before)
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'prod', FunctionVersion: '1' }))
    expect(await revision()).toBe(after)
  })

  it('is refused for another revision or other code (test_publish_with_wrong_sha256, _wrong_revisionid)', async () => {
    const { lambda } = await withHello()
    const { CodeSha256: sha } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const CodeSha256 = 'somenonexistentsha256'
    expect(await refusalOf(lambda.send(new PublishVersionCommand({ FunctionName, CodeSha256 })))).toBe(
      `InvalidParameterValueException: CodeSHA256 (somenonexistentsha256) is different from current CodeSHA256 in $LATEST (${sha}). Please try again with the CodeSHA256 in $LATEST.`,
    )
    const RevisionId = 'doesntexist'
    expect(await refusalOf(lambda.send(new PublishVersionCommand({ FunctionName, RevisionId })))).toMatch(
      /^PreconditionFailedException: The Revision Id provided does not match the latest Revision Id\./,
    )
  })

  it('lists versions in pages', async () => {
    const { lambda } = await withVersions()
    const first = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 2 }))
    expect(first.Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1'])
    const Marker = first.NextMarker
    const second = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 2, Marker }))
    expect(second.Versions?.map(({ Version }) => Version)).toEqual(['2'])
    expect(second.NextMarker).toBeUndefined()
  })
})

describe('aliases', () => {
  it('are created, read, updated, listed and deleted (test_alias_lifecycle)', async () => {
    const { lambda, published } = await withVersions()
    const { $metadata, ...created } = await lambda.send(
      new CreateAliasCommand({
        FunctionName,
        Name: 'prod',
        FunctionVersion: '1',
        Description: 'custom-alias',
        RoutingConfig: { AdditionalVersionWeights: { '2': 0.2 } },
      }),
    )
    expect($metadata.httpStatusCode).toBe(201)
    expect(created).toEqual({
      AliasArn: `${ARN}:hello:prod`,
      Name: 'prod',
      FunctionVersion: '1',
      Description: 'custom-alias',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.2 } },
      RevisionId: expect.any(String),
    })
    expect(published('hello')?.aliases).toEqual({ prod: { version: '1', routing: { '2': 0.2 } } })
    expect(await membersOf(lambda.send(new GetAliasCommand({ FunctionName, Name: 'prod' })))).toEqual(created)
    const updated = await membersOf(
      lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'prod', RoutingConfig: {} })),
    )
    expect(updated).toEqual({ ...created, RoutingConfig: undefined, RevisionId: expect.any(String) })
    expect(updated.RevisionId).not.toBe(created.RevisionId)
    expect(published('hello')?.aliases).toEqual({ prod: { version: '1' } })
    const { Aliases = [] } = await lambda.send(new ListAliasesCommand({ FunctionName, FunctionVersion: '1' }))
    expect(Aliases).toEqual([updated])
    expect((await lambda.send(new ListAliasesCommand({ FunctionName, FunctionVersion: '2' }))).Aliases).toEqual([])
    const deletion = await lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'prod' }))
    expect(deletion.$metadata.httpStatusCode).toBe(204)
    expect(published('hello')?.aliases).toEqual({})
  })

  it('lead to their version (test_alias_lifecycle)', async () => {
    const { lambda } = await withVersions()
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'prod', FunctionVersion: '1' }))
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: 'prod' }))).toMatchObject({
      FunctionArn: `${ARN}:hello:prod`,
      Version: '1',
    })
  })

  it('may be called as anything that JavaScript objects have', async () => {
    const { lambda, published } = await withVersions()
    for (const Name of ['constructor', '__proto__', 'toString']) {
      expect(await refusalOf(lambda.send(new GetAliasCommand({ FunctionName, Name })))).toBe(
        `ResourceNotFoundException: Cannot find alias arn: ${ARN}:hello:${Name}`,
      )
      await lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: '1' }))
      expect(Object.hasOwn(published('hello')?.aliases ?? {}, Name)).toBe(true)
      await lambda.send(new DeleteAliasCommand({ FunctionName, Name }))
      expect(Object.hasOwn(published('hello')?.aliases ?? {}, Name)).toBe(false)
    }
  })

  it('keep their version from being deleted', async () => {
    const { lambda } = await withVersions()
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'prod', FunctionVersion: '1' }))
    const command = new DeleteFunctionCommand({ FunctionName, Qualifier: '1' })
    expect(await refusalOf(lambda.send(command))).toContain('ResourceConflictException: ')
  })

  // Recorded: test_notfound_and_invalid_routingconfigs, test_alias_naming.
  const refused: [string, Partial<CreateAliasCommandInput>, string][] = [
    [
      'two other versions',
      { RoutingConfig: { AdditionalVersionWeights: { '1': 0.8, '2': 0.2 } } },
      'InvalidParameterValueException: Number of items in AdditionalVersionWeights cannot be greater than 1',
    ],
    [
      'a weight above 1',
      { RoutingConfig: { AdditionalVersionWeights: { '2': 2 } } },
      "ValidationException: 1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    ],
    [
      'its own version once more',
      { RoutingConfig: { AdditionalVersionWeights: { '1': 0.5 } } },
      'InvalidParameterValueException: Invalid function version 1. Function version 1 is already included in routing configuration.',
    ],
    [
      '$LATEST as the other version',
      { RoutingConfig: { AdditionalVersionWeights: { $LATEST: 0.5 } } },
      "ValidationException: 1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]",
    ],
    [
      '$LATEST beside another version',
      { FunctionVersion: '$LATEST', RoutingConfig: { AdditionalVersionWeights: { '1': 0.5 } } },
      'InvalidParameterValueException: $LATEST is not supported for an alias pointing to more than 1 version',
    ],
    [
      'a version that is not there',
      { FunctionVersion: '10' },
      `ResourceNotFoundException: Function not found: ${ARN}:hello:10`,
    ],
    [
      'another version that is not there',
      { RoutingConfig: { AdditionalVersionWeights: { '10': 0.5 } } },
      `ResourceNotFoundException: Function not found: ${ARN}:hello:10`,
    ],
    [
      'a function that is not there',
      { FunctionName: 'hello-unknown' },
      `ResourceNotFoundException: Function not found: ${ARN}:hello-unknown:1`,
    ],
    [
      'a number as its name',
      { Name: '2024' },
      "ValidationException: 1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    ],
    ['a name that is taken', { Name: 'taken' }, `ResourceConflictException: Alias already exists: ${ARN}:hello:taken`],
  ]
  it.each(refused)('are refused for %s', async (_, changes, message) => {
    const { lambda } = await withVersions()
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'taken', FunctionVersion: '2' }))
    const input = { FunctionName, Name: 'custom', FunctionVersion: '1', ...changes }
    expect(await refusalOf(lambda.send(new CreateAliasCommand(input)))).toBe(message)
  })

  it('are not updated for another revision (test_function_revisions_version_and_alias)', async () => {
    const { lambda } = await withVersions()
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'prod', FunctionVersion: '1' }))
    const update = new UpdateAliasCommand({ FunctionName, Name: 'prod', RevisionId: 'wrong' })
    expect(await refusalOf(lambda.send(update))).toMatch(/^PreconditionFailedException: /)
  })

  it('are kept when many writers create them at once', async () => {
    const { lambda, published } = await withVersions()
    const names = Array.from({ length: 20 }, (_, i) => `alias-${i}`)
    await Promise.all(
      names.map((Name) => lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: '1' }))),
    )
    expect(Object.keys(published('hello')?.aliases ?? {}).sort()).toEqual(names.sort())
  })
})
