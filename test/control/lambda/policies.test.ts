import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  DeleteAliasCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { ARN, refusalOf, withHello } from './functions-under-test.ts'

// What AWS answers is recorded in LocalStack's tests of Lambda (tests/aws/services/lambda_/test_lambda_api.snapshot.json), by test name.

const FunctionName = 'hello'
const permission = (changes: Partial<AddPermissionCommandInput> = {}) =>
  new AddPermissionCommand({
    FunctionName,
    StatementId: 's3',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    SourceArn: 'arn:aws:s3:::bucket',
    ...changes,
  })

const STATEMENT = {
  Sid: 's3',
  Effect: 'Allow',
  Principal: { Service: 's3.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: `${ARN}:hello`,
  Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::bucket' } },
}

describe('permissions', () => {
  it('make the policy of a function (test_add_lambda_permission_aws)', async () => {
    const { lambda, published } = await withHello()
    const { $metadata, Statement = '' } = await lambda.send(permission())
    expect($metadata.httpStatusCode).toBe(201)
    expect(JSON.parse(Statement)).toEqual(STATEMENT)
    const { Policy = '', RevisionId } = await lambda.send(new GetPolicyCommand({ FunctionName }))
    expect(JSON.parse(Policy)).toEqual({ Version: '2012-10-17', Id: 'default', Statement: [STATEMENT] })
    const { RevisionId: current } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    expect(RevisionId).toBe(current)
    expect(published('hello')?.permissions).toEqual({
      '': [
        {
          statementId: 's3',
          action: 'lambda:InvokeFunction',
          principal: 's3.amazonaws.com',
          sourceArn: 'arn:aws:s3:::bucket',
        },
      ],
    })
  })

  // Recorded: test_add_lambda_permission_fields.
  const shown: [string, Partial<AddPermissionCommandInput>, object][] = [
    [
      'anybody of an account',
      { Principal: '*', SourceArn: undefined, SourceAccount: '111111111111' },
      { Principal: '*', Condition: { StringEquals: { 'AWS:SourceAccount': '111111111111' } } },
    ],
    [
      'an account',
      { Principal: '111111111111', SourceArn: undefined },
      { Principal: { AWS: 'arn:aws:iam::111111111111:root' } },
    ],
    [
      'conditions of every kind',
      {
        Principal: '*',
        Action: 'lambda:InvokeFunctionUrl',
        SourceAccount: '111111111111',
        FunctionUrlAuthType: 'NONE',
        PrincipalOrgID: 'o-1234567890',
      },
      {
        Action: 'lambda:InvokeFunctionUrl',
        Condition: {
          StringEquals: {
            'AWS:SourceAccount': '111111111111',
            'lambda:FunctionUrlAuthType': 'NONE',
            'aws:PrincipalOrgID': 'o-1234567890',
          },
          ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::bucket' },
        },
      },
    ],
    [
      'an Alexa skill',
      { Principal: 'alexa-appkit.amazon.com', SourceArn: undefined, EventSourceToken: 'amzn1.ask.skill.x' },
      { Condition: { StringEquals: { 'lambda:EventSourceToken': 'amzn1.ask.skill.x' } } },
    ],
  ]
  it.each(shown)('show %s', async (_, changes, statement) => {
    const { lambda } = await withHello()
    const { Statement = '' } = await lambda.send(permission(changes))
    expect(JSON.parse(Statement)).toMatchObject(statement)
  })

  it('with a condition that the edge does not know allow nobody there (our own choice)', async () => {
    const { lambda, published } = await withHello()
    await lambda.send(permission({ Principal: '*', PrincipalOrgID: 'o-1234567890' }))
    expect(published('hello')?.permissions).toEqual({ '': [] })
  })

  it('belong to the version or alias that they were added to (test_lambda_permission_fn_versioning)', async () => {
    const { lambda, published } = await withHello({ Publish: true })
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'prod', FunctionVersion: '1' }))
    await lambda.send(permission())
    expect(await refusalOf(lambda.send(new GetPolicyCommand({ FunctionName, Qualifier: '1' })))).toBe(
      'ResourceNotFoundException: The resource you requested does not exist.',
    )
    await lambda.send(permission({ Qualifier: '1' }))
    await lambda.send(permission({ Qualifier: 'prod' }))
    const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName, Qualifier: 'prod' }))
    expect(JSON.parse(Policy).Statement[0].Resource).toBe(`${ARN}:hello:prod`)
    expect(Object.keys(published('hello')?.permissions ?? {}).sort()).toEqual(['', '1', 'prod'])
    await lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'prod' }))
    expect(Object.keys(published('hello')?.permissions ?? {}).sort()).toEqual(['', '1'])
  })

  it('are removed one by one (test_remove_multi_permissions)', async () => {
    const { lambda, published } = await withHello()
    await lambda.send(permission())
    await lambda.send(permission({ StatementId: 'sqs', Principal: 'sqs.amazonaws.com' }))
    const remove = (StatementId: string) => lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }))
    expect(await refusalOf(remove('non-existent'))).toBe(
      'ResourceNotFoundException: Statement non-existent is not found in resource policy.',
    )
    expect((await remove('sqs')).$metadata.httpStatusCode).toBe(204)
    await remove('s3')
    expect(published('hello')?.permissions).toEqual({})
    expect(await refusalOf(lambda.send(new GetPolicyCommand({ FunctionName })))).toBe(
      'ResourceNotFoundException: The resource you requested does not exist.',
    )
    expect(await refusalOf(remove('s3'))).toBe(
      'ResourceNotFoundException: No policy is associated with the given resource.',
    )
  })

  it('are neither added nor removed for another revision (test_function_revisions_permissions)', async () => {
    const { lambda } = await withHello()
    expect(await refusalOf(lambda.send(permission({ RevisionId: 'wrong' })))).toMatch(/^PreconditionFailedException: /)
    await lambda.send(permission())
    const removal = new RemovePermissionCommand({ FunctionName, StatementId: 's3', RevisionId: 'wrong' })
    expect(await refusalOf(lambda.send(removal))).toMatch(/^PreconditionFailedException: /)
    const { RevisionId } = await lambda.send(new GetPolicyCommand({ FunctionName }))
    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 's3', RevisionId }))
  })

  const refused: [string, Partial<AddPermissionCommandInput>, string][] = [
    [
      'an id that is taken',
      { StatementId: 'taken' },
      'ResourceConflictException: The statement id (taken) provided already exists. Please provide a new statement id, or remove the existing statement.',
    ],
    [
      '$LATEST',
      { Qualifier: '$LATEST' },
      'InvalidParameterValueException: We currently do not support adding policies for $LATEST.',
    ],
    [
      'a principal that is none',
      { Principal: 'invalid.nonaws.com' },
      'InvalidParameterValueException: The provided principal was invalid. Please check the principal and try again.',
    ],
    [
      'an id with spaces',
      { StatementId: 'a b' },
      "ValidationException: 1 validation error detected: Value 'a b' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
    ],
    [
      'an alias that is not there',
      { Qualifier: 'alias-not-existing' },
      `ResourceNotFoundException: Cannot find alias arn: ${ARN}:hello:alias-not-existing`,
    ],
    [
      'a version that is not there',
      { Qualifier: '42' },
      `ResourceNotFoundException: Function not found: ${ARN}:hello:42`,
    ],
    [
      'a function that is not there',
      { FunctionName: 'other' },
      `ResourceNotFoundException: Function not found: ${ARN}:other`,
    ],
  ]
  it.each(refused)('are refused for %s', async (_, changes, message) => {
    const { lambda } = await withHello()
    await lambda.send(permission({ StatementId: 'taken' }))
    expect(await refusalOf(lambda.send(permission(changes)))).toBe(message)
  })

  it('are refused once the policy has more than 20 KB (documentation)', async () => {
    const { lambda } = await withHello()
    const long = `arn:aws:s3:::${'b'.repeat(5_000)}`
    for (const StatementId of ['a', 'b', 'c']) await lambda.send(permission({ StatementId, SourceArn: long }))
    expect(await refusalOf(lambda.send(permission({ StatementId: 'd', SourceArn: long })))).toMatch(
      /^PolicyLengthExceededException: The final policy size \(\d+\) is bigger than the limit \(20480\)\.$/,
    )
  })

  it('lose nothing when twenty writers add them at once', async () => {
    const { lambda, published } = await withHello()
    const ids = Array.from({ length: 20 }, (_, i) => `id-${i}`)
    await Promise.all(ids.map((StatementId) => lambda.send(permission({ StatementId }))))
    expect(
      published('hello')
        ?.permissions['']?.map(({ statementId }) => statementId)
        .sort(),
    ).toEqual(ids.sort())
  })
})
