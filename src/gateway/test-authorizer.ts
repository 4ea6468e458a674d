/**
 * A test of an authorizer: it alone is asked, by a request of its owner's; what its policy allows is shown, not asked.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html
 */
import type { Authorized, AuthorizerCall } from '../authorizers/authorizer.ts'
import type { Exchange, Services } from './exchange.ts'
import { failureLine, stamped } from './execution-log.ts'
import { refuse } from './refuse.ts'
import { logText, type TestInvocation, testExchange } from './test-invocation.ts'

export interface TestAuthorization {
  /** The status that the caller would have got; 0 where the authorizer knows the caller. */
  readonly clientStatus: number
  readonly log: string
  /** Milliseconds. */
  readonly latency: number
  readonly authorized?: Authorized
}

/** Asks the authorizer; a refusal is a result like any other. */
export async function testAuthorizer(
  invocation: TestInvocation & { readonly additionalContext: Readonly<Record<string, string>> },
  call: AuthorizerCall,
  services: Services,
): Promise<TestAuthorization> {
  const x = testExchange(invocation, services)
  x.additionalContext = invocation.additionalContext
  const answer = await resultOf(x, call)
  return { ...answer, log: logText(x.record), latency: services.now() - x.record.time }
}

async function resultOf(
  x: Exchange,
  call: AuthorizerCall,
): Promise<Pick<TestAuthorization, 'clientStatus' | 'authorized'>> {
  try {
    return { clientStatus: 0, authorized: await call(x) }
  } catch (error) {
    const { status, headers } = refuse(error, { ...x, variables: x.stage.variables })
    const add = (line: string) => x.record.executionLog.push(stamped(line, x.services.now()))
    add(failureLine(x.record))
    // As AWS's logs of such tests end: with the message, or the error's type where it has none.
    add(x.record.errorMessage ?? headers.get('x-amzn-errortype') ?? String(status))
    return { clientStatus: status }
  }
}
