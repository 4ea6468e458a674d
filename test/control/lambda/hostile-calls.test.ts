import { AddPermissionCommand, CreateAliasCommand } from '@aws-sdk/client-lambda'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LAMBDA_ROUTES } from '../../../src/control/lambda/routes.ts'
import { LAMBDA_OPERATIONS } from '../aws-model.ts'
import { type GatewayUnderTest, gatewayUnderTest } from '../gateway-under-test.ts'
import { hostileCall, sendHostile } from '../hostile-call.ts'
import { ARN, hello } from './functions-under-test.ts'

// Every operation of Lambda, served or refused, with labels, members and types that nobody should send: refused in AWS's shape or
// carried out, never a 500, and the next good call is served.

const NAMES = new Set(LAMBDA_ROUTES.map(([, , { name }]) => name))
const OPERATIONS = LAMBDA_OPERATIONS.filter(({ name }) => NAMES.has(camel(name)))

function camel(name: string): string {
  return name[0]?.toLowerCase() + name.slice(1)
}

/** A function with a version, an alias and a policy, and what they are called by AWS's labels. */
async function prepared({ lambda }: GatewayUnderTest): Promise<Record<string, string>> {
  const FunctionName = 'hello'
  const { Version } = await lambda.send(hello({ Publish: true, Tags: { a: 'b' } }))
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'prod', FunctionVersion: Version }))
  const permission = { StatementId: 's3', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' }
  await lambda.send(new AddPermissionCommand({ FunctionName, ...permission }))
  return { FunctionName, Name: 'prod', StatementId: 's3', Resource: `${ARN}:hello` }
}

describe('hostile calls of Lambda', () => {
  it('reach operations', () => {
    expect(OPERATIONS.length).toBeGreaterThan(40)
  })

  it.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
    'of %s are refused or carried out',
    async (_, operation) => {
      const gateway = gatewayUnderTest()
      const ids = await prepared(gateway)
      await fc.assert(
        fc.asyncProperty(hostileCall(operation, ids), async (call) => {
          const response = await sendHostile(gateway.callLambda, call)
          const body = await response.text()
          expect(response.status, `${call.method} ${call.path}: ${body.slice(0, 300)} ${gateway.lines}`).toBeLessThan(
            500,
          )
          if (response.status < 400) return
          expect(response.headers.get('x-amzn-errortype')).toMatch(/^\w+Exception$/)
          const { message, Message = message } = JSON.parse(body) as { message?: string; Message?: string }
          expect(Message?.length).toBeGreaterThan(0)
        }),
        { numRuns: 60 },
      )
      expect(gateway.lines).toEqual([])
      await gateway.callLambda('DELETE', '/2015-03-31/functions/hello')
      await prepared(gateway)
      expect((await gateway.callLambda('GET', '/2015-03-31/functions/hello')).status).toBe(200)
    },
  )
})
