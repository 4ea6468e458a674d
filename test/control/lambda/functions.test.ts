import { createHash } from 'node:crypto'
import {
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from '../gateway-under-test.ts'
import { ARN, HELLO, hello, membersOf, ROLE, refusalOf, withHello, zipOf } from './functions-under-test.ts'

// What AWS answers is recorded in LocalStack's tests of Lambda (tests/aws/services/lambda_/test_lambda_api.snapshot.json), by test name.

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64')

describe('CreateFunction', () => {
  it('answers 201 with the function and its defaults (test_lambda_code_location_zipfile)', async () => {
    const { lambda } = gatewayUnderTest()
    const { $metadata, ...created } = await lambda.send(hello())
    expect($metadata.httpStatusCode).toBe(201)
    expect(created).toEqual({
      FunctionName: 'hello',
      FunctionArn: `${ARN}:hello`,
      Runtime: 'nodejs24.x',
      Role: ROLE,
      Handler: 'index.handler',
      CodeSize: HELLO.length,
      CodeSha256: sha256(HELLO),
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: '2023-11-14T22:13:20.000+0000',
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      // AWS says Pending first; here it is ready (our own choice).
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/hello' },
    })
  })

  it('publishes it: code first, then what the edge reads of the function', async () => {
    const { published, config } = await withHello({ Timeout: 20, MemorySize: 256 })
    const { codeHash = '' } = published('hello')?.versions.$LATEST ?? {}
    expect(published('hello')).toEqual({
      format: 1,
      name: 'hello',
      version: 1,
      versions: {
        $LATEST: {
          codeHash: expect.stringMatching(/^[0-9a-f]{64}$/),
          handler: 'index.handler',
          runtime: 'nodejs24.x',
          timeoutInSeconds: 20,
          memorySizeInMb: 256,
        },
      },
      aliases: {},
      permissions: {},
    })
    expect(config.writes).toEqual([
      `put function-zip/${codeHash}`,
      `put function-code/${codeHash}`,
      'put function/hello',
    ])
    expect(JSON.parse(config.values.get(`function-code/${codeHash}`) ?? '')).toEqual({
      format: 1,
      files: { 'index.js': "exports.handler = async () => ({ statusCode: 200, body: 'hello' })" },
    })
  })

  it('keeps what is not text in base64', async () => {
    const ZipFile = zipSync({
      'index.mjs': strToU8('export const handler = 1'),
      'a/b.bin': new Uint8Array([0xff, 0xfe, 0]),
    })
    const gateway = gatewayUnderTest()
    await gateway.lambda.send(hello({ Code: { ZipFile } }))
    const { codeHash } = gateway.published('hello')?.versions.$LATEST ?? {}
    expect(JSON.parse(gateway.config.values.get(`function-code/${codeHash}`) ?? '').files).toEqual({
      'index.mjs': 'export const handler = 1',
      'a/b.bin': { base64: '//4A' },
    })
  })

  it('publishes a first version when asked to (test_publish_version_on_create)', async () => {
    const { lambda, published } = gatewayUnderTest()
    expect(await lambda.send(hello({ Publish: true }))).toMatchObject({ FunctionArn: `${ARN}:hello`, Version: '1' })
    expect(Object.keys(published('hello')?.versions ?? {}).sort()).toEqual(['$LATEST', '1'])
  })

  it('is refused for a name that is taken (test_create_lambda_exceptions)', async () => {
    const { lambda, rawLambda } = await withHello()
    expect(await refusalOf(lambda.send(hello()))).toBe('ResourceConflictException: Function already exist: hello')
    const raw = await rawLambda(hello())
    expect(raw).toMatchObject({ status: 409, errorType: 'ResourceConflictException' })
    expect(JSON.parse(raw.body)).toEqual({ Type: 'User', message: 'Function already exist: hello' })
  })

  it('is refused where nothing can run functions', async () => {
    const gateway = gatewayUnderTest()
    Object.assign(gateway.services, { hasFunctionHost: false })
    expect(await refusalOf(gateway.lambda.send(hello()))).toContain('FUNCTION_HOST')
  })

  const refused: [string, Partial<CreateFunctionCommandInput>, string][] = [
    // Recorded: test_create_lambda_exceptions, test_large_environment_variables_fails.
    [
      'a role that is no ARN',
      { Role: 'r1' },
      "ValidationException: 1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
    ],
    [
      'what is no zip',
      { Code: { ZipFile: new TextEncoder().encode('this is not a zip file, just a random string') } },
      'InvalidParameterValueException: Could not unzip uploaded file. Please check your file, then try to upload again.',
    ],
    [
      'two architectures',
      { Architectures: ['x86_64', 'arm64'] },
      "ValidationException: 1 validation error detected: Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      'a runtime that is none',
      { Runtime: 'non-existent-runtime' as 'nodejs24.x' },
      "InvalidParameterValueException: Value non-existent-runtime at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs18.x, nodejs20.x, nodejs22.x, nodejs24.x, nodejs26.x] or be a valid ARN",
    ],
    [
      'an environment of more than 4 KB',
      { Environment: { Variables: { LARGE_VAR: 'x'.repeat(4_096) } } },
      `InvalidParameterValueException: Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {"LARGE_VAR":"${'x'.repeat(4_096)}"}`,
    ],
    // Documentation.
    [
      'a timeout of more than 15 minutes',
      { Timeout: 901, MemorySize: 127 },
      "ValidationException: 2 validation errors detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900; Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
    ],
    [
      'an environment variable of the runtime',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'InvalidParameterValueException: Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION',
    ],
    [
      'no handler',
      { Handler: undefined },
      'InvalidParameterValueException: Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    ],
    ['no code', { Code: {} }, 'InvalidParameterValueException: Please provide a source for function code.'],
    [
      'SnapStart',
      { SnapStart: { ApplyOn: 'PublishedVersions' } },
      'InvalidParameterValueException: nodejs24.x is not supported for SnapStart enabled functions.',
    ],
    [
      'a zip beside another place',
      { Code: { ZipFile: HELLO, S3ObjectVersion: '1' } },
      'InvalidParameterValueException: Please do not provide other FunctionCode parameters when providing a ZipFile.',
    ],
    // Our own words.
    [
      'Python',
      { Runtime: 'python3.12' },
      'InvalidParameterValueException: The runtime python3.12 is not served by this version of Postern: functions are JavaScript. Served: [nodejs18.x, nodejs20.x, nodejs22.x, nodejs24.x, nodejs26.x]',
    ],
    [
      'layers',
      { Layers: ['arn:aws:lambda:us-east-1:111111111111:layer:a:1'] },
      'InvalidParameterValueException: Layers (put their files into the zip) is not served by this version of Postern.',
    ],
    [
      'a VPC',
      { VpcConfig: { SubnetIds: ['subnet-1'] } },
      'InvalidParameterValueException: VpcConfig is not served by this version of Postern.',
    ],
    [
      'an image',
      { PackageType: 'Image', Code: { ImageUri: 'a' } },
      'InvalidParameterValueException: PackageType Image (upload a zip) is not served by this version of Postern.',
    ],
    [
      'code in S3',
      { Code: { S3Bucket: 'bucket', S3Key: 'key' } },
      'InvalidParameterValueException: Code in S3 (send the zip itself, as ZipFile) is not served by this version of Postern.',
    ],
  ]
  it.each(refused)('is refused for %s', async (_, changes, message) => {
    const { lambda, config } = gatewayUnderTest()
    expect(await refusalOf(lambda.send(hello(changes)))).toBe(message)
    expect(config.writes).toEqual([])
  })

  it('is refused for a handler that the zip does not have', async () => {
    const { lambda } = gatewayUnderTest()
    expect(await refusalOf(lambda.send(hello({ Handler: 'app.handler' })))).toMatch(
      /^InvalidParameterValueException: This code cannot run here: .*app/,
    )
  })

  it('is refused for files that KV could not hold, though the zip is small', async () => {
    const ZipFile = zipOf({ 'index.js': 'exports.handler = 1', 'x.txt': 'é"'.repeat(6_600_000) })
    const { lambda, config } = gatewayUnderTest()
    expect(await refusalOf(lambda.send(hello({ Code: { ZipFile } })))).toMatch(
      /^InvalidParameterValueException: The files of this zip take 26400\d+ bytes as they are stored/,
    )
    expect(config.writes).toEqual([])
  })

  it('never stores an environment in clear, and shows it to its owner', async () => {
    const secret = 'a very secret value'
    const gateway = await withHello({ Environment: { Variables: { SECRET: secret } } })
    const { lambda, db, config, published } = gateway
    const shown = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'hello' }))
    expect(shown.Environment).toEqual({ Variables: { SECRET: secret } })
    const rows = await db.all({ sql: 'SELECT * FROM function_version', values: [] })
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect([...config.values.values()].join()).not.toContain(secret)
    expect(published('hello')?.versions.$LATEST?.environment).toMatchObject({ keyId: expect.any(String) })
  })
})

describe('GetFunction', () => {
  it('answers the configuration and where the very zip is (test_function_lifecycle)', async () => {
    const { lambda, callLambda } = await withHello({ Tags: { team: 'a' } })
    const { Configuration, Code, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: 'hello' }))
    expect(Configuration).toMatchObject({ FunctionArn: `${ARN}:hello`, Version: '$LATEST', State: 'Active' })
    expect(Tags).toEqual({ team: 'a' })
    expect(Code).toMatchObject({ RepositoryType: 'S3' })
    const { pathname } = new URL(Code?.Location ?? '')
    const response = await callLambda('GET', pathname)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(HELLO)
  })

  it.each(['hello', `${ARN}:hello`, '111111111111:hello', 'arn:aws:lambda:eu-west-1:222222222222:function:hello'])(
    'finds it by %s (account and region of an ARN may be any: our own choice)',
    async (FunctionName) => {
      const { lambda } = await withHello()
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }))
      expect(Configuration?.FunctionName).toBe('hello')
    },
  )

  it('shows a qualifier in the ARN (test_publish_version_on_create)', async () => {
    const { lambda } = await withHello({ Publish: true })
    const arn = async (FunctionName: string, Qualifier?: string) =>
      (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }))).FunctionArn
    expect(await arn('hello', '$LATEST')).toBe(`${ARN}:hello:$LATEST`)
    expect(await arn('hello', '1')).toBe(`${ARN}:hello:1`)
    expect(await arn('hello:1')).toBe(`${ARN}:hello:1`)
  })

  it('refuses what is not there (test_ops_on_nonexisting_fn, test_ops_on_nonexisting_version)', async () => {
    const { lambda, rawLambda } = await withHello()
    expect(await refusalOf(lambda.send(new GetFunctionCommand({ FunctionName: 'hello', Qualifier: '1221' })))).toBe(
      `ResourceNotFoundException: Function not found: ${ARN}:hello:1221`,
    )
    const raw = await rawLambda(new GetFunctionCommand({ FunctionName: 'other' }))
    expect(raw).toMatchObject({ status: 404, errorType: 'ResourceNotFoundException' })
    expect(JSON.parse(raw.body)).toEqual({ Message: `Function not found: ${ARN}:other`, Type: 'User' })
  })

  it('refuses a qualifier beside another (test_ops_with_arn_qualifier_mismatch)', async () => {
    const { lambda } = await withHello()
    const FunctionName = `${ARN}:hello:$LATEST`
    expect(await refusalOf(lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: '1' })))).toBe(
      'InvalidParameterValueException: The derived qualifier from the function name does not match the specified qualifier.',
    )
  })

  it('refuses a name that is none (test_invalid_invoke)', async () => {
    const { lambda } = gatewayUnderTest()
    const FunctionName = 'arn:aws:lambda:us-east-1:123400000000@function:myfn'
    expect(await refusalOf(lambda.send(new GetFunctionCommand({ FunctionName })))).toBe(
      `ValidationException: 1 validation error detected: Value '${FunctionName}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
    )
  })
})

describe('UpdateFunctionCode', () => {
  const other = zipOf({ 'index.js': 'exports.handler = async () => 2' })

  it('puts other code in place (test_function_lifecycle)', async () => {
    const { lambda, published } = await withHello()
    const before = published('hello')
    const updated = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'hello', ZipFile: other }))
    expect(updated).toMatchObject({ CodeSha256: sha256(other), CodeSize: other.length, Version: '$LATEST' })
    expect(published('hello')?.version).toBe(2)
    expect(published('hello')?.versions.$LATEST?.codeHash).not.toBe(before?.versions.$LATEST?.codeHash)
  })

  it('publishes it when asked to, and answers the version (test_publish_with_update)', async () => {
    const { lambda } = await withHello()
    expect(
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'hello', ZipFile: other, Publish: true })),
    ).toMatchObject({ FunctionArn: `${ARN}:hello:1`, Version: '1' })
  })

  it('changes nothing on a dry run', async () => {
    const { lambda, published } = await withHello()
    const before = published('hello')
    const update = new UpdateFunctionCodeCommand({ FunctionName: 'hello', ZipFile: other, DryRun: true })
    expect(await lambda.send(update)).toMatchObject({ CodeSha256: sha256(other) })
    expect(published('hello')).toEqual(before)
  })

  it('is refused for another revision (test_function_revisions_basic)', async () => {
    const { lambda } = await withHello()
    const update = new UpdateFunctionCodeCommand({ FunctionName: 'hello', ZipFile: other, RevisionId: 'wrong' })
    expect(await refusalOf(lambda.send(update))).toBe(
      'PreconditionFailedException: The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    )
  })

  it('leaves code that nothing names for ten minutes', async () => {
    const gateway = await withHello()
    const { lambda, published, config, clock, settled } = gateway
    const before = published('hello')?.versions.$LATEST?.codeHash
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'hello', ZipFile: other }))
    await settled()
    expect(config.values.has(`function-code/${before}`)).toBe(true)
    clock.now += 601_000
    await lambda.send(hello({ FunctionName: 'another' }))
    await settled()
    expect(config.values.has(`function-code/${before}`)).toBe(false)
    expect(config.values.has(`function-zip/${before}`)).toBe(false)
    expect(config.values.has(`function-code/${published('hello')?.versions.$LATEST?.codeHash}`)).toBe(true)
    expect(await gateway.db.all({ sql: 'SELECT * FROM unsettled_key', values: [] })).toEqual([])
  })
})

describe('UpdateFunctionConfiguration', () => {
  it('changes what is given and nothing else (test_function_lifecycle)', async () => {
    const { lambda, published } = await withHello({ Description: 'first', Environment: { Variables: { AA: '1' } } })
    const update = { FunctionName: 'hello', Timeout: 10, MemorySize: 512, Environment: { Variables: { BB: '2' } } }
    expect(await membersOf(lambda.send(new UpdateFunctionConfigurationCommand(update)))).toMatchObject({
      Description: 'first',
      Timeout: 10,
      MemorySize: 512,
      Environment: { Variables: { BB: '2' } },
    })
    expect(published('hello')?.versions.$LATEST).toMatchObject({ timeoutInSeconds: 10, memorySizeInMb: 512 })
  })

  it('adds levels to logs in JSON (test_function_partial_advanced_logging_configuration_update)', async () => {
    const { lambda } = await withHello()
    const LoggingConfig = { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG' } as const
    const update = new UpdateFunctionConfigurationCommand({ FunctionName: 'hello', LoggingConfig })
    expect((await lambda.send(update)).LoggingConfig).toEqual({
      LogFormat: 'JSON',
      LogGroup: '/aws/lambda/hello',
      ApplicationLogLevel: 'DEBUG',
      SystemLogLevel: 'INFO',
    })
  })

  it('is refused for a handler that the code does not have', async () => {
    const { lambda } = await withHello()
    const update = new UpdateFunctionConfigurationCommand({ FunctionName: 'hello', Handler: 'nowhere.handler' })
    expect(await refusalOf(lambda.send(update))).toContain('InvalidParameterValueException: This code cannot run here')
  })

  it('is refused for a function that is not there', async () => {
    const { lambda } = gatewayUnderTest()
    expect(await refusalOf(lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'no' })))).toBe(
      `ResourceNotFoundException: Function not found: ${ARN}:no`,
    )
  })
})

describe('DeleteFunction', () => {
  it('deletes it and stops serving it (test_function_lifecycle)', async () => {
    const { lambda, published } = await withHello()
    const { $metadata } = await lambda.send(new DeleteFunctionCommand({ FunctionName: 'hello' }))
    expect($metadata.httpStatusCode).toBe(204)
    expect(published('hello')).toBeUndefined()
    expect(await refusalOf(lambda.send(new DeleteFunctionCommand({ FunctionName: 'hello' })))).toBe(
      `ResourceNotFoundException: Function not found: ${ARN}:hello`,
    )
  })

  it('lets the numbers of its pointer and versions go on when it is created again (documentation)', async () => {
    const { lambda, published } = await withHello({ Publish: true })
    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'hello' }))
    expect(await lambda.send(hello({ Publish: true }))).toMatchObject({ Version: '2' })
    expect(published('hello')?.version).toBeGreaterThan(2)
  })

  it('deletes one version, and again (test_delete_on_nonexisting_version)', async () => {
    const { lambda, published } = await withHello({ Publish: true })
    const versionOne = new DeleteFunctionCommand({ FunctionName: 'hello', Qualifier: '1' })
    await lambda.send(versionOne)
    expect(Object.keys(published('hello')?.versions ?? {})).toEqual(['$LATEST'])
    expect((await lambda.send(versionOne)).$metadata.httpStatusCode).toBe(204)
  })

  it('does not delete $LATEST alone (test_ops_with_arn_qualifier_mismatch)', async () => {
    const { lambda } = await withHello()
    const command = new DeleteFunctionCommand({ FunctionName: 'hello', Qualifier: '$LATEST' })
    expect(await refusalOf(lambda.send(command))).toBe(
      'InvalidParameterValueException: $LATEST version cannot be deleted without deleting the function.',
    )
  })
})

describe('ListFunctions', () => {
  it('answers functions without their state, in pages (test_list_functions)', async () => {
    const { lambda } = await withHello({ Publish: true })
    await lambda.send(hello({ FunctionName: 'other' }))
    const { Functions = [], NextMarker } = await lambda.send(new ListFunctionsCommand({}))
    expect(Functions.map(({ FunctionArn }) => FunctionArn)).toEqual([`${ARN}:hello`, `${ARN}:other`])
    expect(NextMarker).toBeUndefined()
    expect(Functions[0]).not.toHaveProperty('State')
    const first = await lambda.send(new ListFunctionsCommand({ MaxItems: 1 }))
    expect(first.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['hello'])
    const second = await lambda.send(new ListFunctionsCommand({ MaxItems: 1, Marker: first.NextMarker }))
    expect(second.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['other'])
    expect(second.NextMarker).toBeUndefined()
  })

  it('answers all versions under their own ARN (test_list_functions)', async () => {
    const { lambda } = await withHello({ Publish: true })
    await lambda.send(hello({ FunctionName: 'other' }))
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }))
    expect(Functions.map(({ FunctionArn }) => FunctionArn)).toEqual([
      `${ARN}:hello:$LATEST`,
      `${ARN}:hello:1`,
      `${ARN}:other:$LATEST`,
    ])
  })

  it('refuses regions that functions would be replicated to', async () => {
    const { lambda } = gatewayUnderTest()
    expect(await refusalOf(lambda.send(new ListFunctionsCommand({ MasterRegion: 'ALL' })))).toContain('MasterRegion')
  })

  it('refuses another word (test_list_functions)', async () => {
    const { lambda } = gatewayUnderTest()
    expect(await refusalOf(lambda.send(new ListFunctionsCommand({ FunctionVersion: 'invalid' as 'ALL' })))).toBe(
      "ValidationException: 1 validation error detected: Value 'invalid' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]",
    )
  })
})

describe('writers at once', () => {
  it('lose nothing: twenty published versions of twenty edits', async () => {
    const { lambda, published } = await withHello()
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'hello', Description: `edit ${i}` }))
        await lambda.send(new PublishVersionCommand({ FunctionName: 'hello' }))
      }),
    )
    const numbers = Object.keys(published('hello')?.versions ?? {}).filter((name) => name !== '$LATEST')
    expect(numbers.length).toBeGreaterThan(0)
    expect(numbers).toEqual(numbers.map((_, i) => String(i + 1)))
  })

  it('create one function once', async () => {
    const { lambda } = gatewayUnderTest()
    const answers = await Promise.all(Array.from({ length: 20 }, () => refusalOf(lambda.send(hello()))))
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1)
    expect(new Set(answers)).toEqual(new Set(['accepted', 'ResourceConflictException: Function already exist: hello']))
  })
})
