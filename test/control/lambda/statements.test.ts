import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { hello, withHello } from './functions-under-test.ts'

// SQL statements per call, however many versions and functions there are: a Worker has about 1,000 of them per call, 50 on Cloudflare's
// free plan (our own bounds).

const FunctionName = 'hello'

describe('SQL statements of a call of Lambda', () => {
  it('are few, however many versions a function has', async () => {
    const gateway = await withHello()
    const { lambda, db, rawLambda, settled } = gateway
    for (let i = 0; i < 30; i++) {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: `version ${i}` }))
      await lambda.send(new PublishVersionCommand({ FunctionName }))
    }
    for (let i = 0; i < 60; i++) await lambda.send(hello({ FunctionName: `other-${i}` }))
    await settled()
    const commands = {
      CreateFunction: hello({ FunctionName: 'new' }),
      GetFunction: new GetFunctionCommand({ FunctionName }),
      UpdateFunctionConfiguration: new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'new' }),
      PublishVersion: new PublishVersionCommand({ FunctionName }),
      CreateAlias: new CreateAliasCommand({ FunctionName, Name: 'prod', FunctionVersion: '1' }),
      ListFunctions: new ListFunctionsCommand({ FunctionVersion: 'ALL' }),
      DeleteFunction: new DeleteFunctionCommand({ FunctionName }),
    }
    const counts: Record<string, number> = {}
    for (const [name, command] of Object.entries(commands)) {
      const before = db.counts.statements
      expect((await rawLambda(command)).status).toBeLessThan(300)
      await settled()
      counts[name] = db.counts.statements - before
    }
    const [most] = Object.entries(counts).sort(([, a], [, b]) => b - a)
    expect(most?.[1], JSON.stringify(counts)).toBeLessThanOrEqual(35)
  })
})
