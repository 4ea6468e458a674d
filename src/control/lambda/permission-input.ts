/** Who may run a function. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
import type { PolicyStatement } from '../../definition/function.ts'
import type { Input, Members } from '../input.ts'
import { checkConstraints, matching, oneOf, required } from '../validation-error.ts'
import { atMost } from './configuration-input.ts'
import { invalidParameter } from './lambda-error.ts'

export const ADD_PERMISSION = {
  StatementId: 'string',
  Action: 'string',
  Principal: 'string',
  SourceArn: 'string',
  SourceAccount: 'string',
  EventSourceToken: 'string',
  PrincipalOrgID: 'string',
  FunctionUrlAuthType: 'string',
  InvokedViaFunctionUrl: 'boolean',
  RevisionId: 'string',
} as const satisfies Members

/** AWS's patterns. */
const STATEMENT_ID = '([a-zA-Z0-9-_]+)'
const ACTION = '(lambda:[*]|lambda:[a-zA-Z]+|[*])'
const SOURCE_ARN =
  'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)'

/** The statement that a call adds. Throws ControlError. */
export function readStatement(input: Omit<Input<typeof ADD_PERMISSION>, 'RevisionId'>): PolicyStatement {
  const { StatementId, Action, Principal, SourceArn, SourceAccount } = input
  checkConstraints(
    required(StatementId, 'statementId'),
    required(Action, 'action'),
    required(Principal, 'principal'),
    StatementId === undefined
      ? undefined
      : (atMost(StatementId, 'statementId', 100) ?? matching(StatementId, 'statementId', STATEMENT_ID)),
    Action === undefined ? undefined : matching(Action, 'action', ACTION),
    SourceArn === undefined ? undefined : matching(SourceArn, 'sourceArn', SOURCE_ARN),
    SourceAccount === undefined ? undefined : matching(SourceAccount, 'sourceAccount', '\\d{12}'),
    oneOf(input.FunctionUrlAuthType, 'functionUrlAuthType', ['NONE', 'AWS_IAM']),
  )
  checkPrincipal(Principal ?? '')
  return {
    statementId: StatementId ?? '',
    action: Action ?? '',
    principal: Principal ?? '',
    ...(SourceArn !== undefined && { sourceArn: SourceArn }),
    ...(SourceAccount !== undefined && { sourceAccount: SourceAccount }),
    ...(input.EventSourceToken !== undefined && { eventSourceToken: input.EventSourceToken }),
    ...(input.PrincipalOrgID !== undefined && { principalOrgId: input.PrincipalOrgID }),
    ...(input.FunctionUrlAuthType !== undefined && { functionUrlAuthType: input.FunctionUrlAuthType }),
    ...(input.InvokedViaFunctionUrl !== undefined && { invokedViaFunctionUrl: input.InvokedViaFunctionUrl }),
  }
}

/** A service, an account, an ARN of IAM or anybody. */
const PRINCIPAL =
  /^(?:\*|\d{12}|arn:aws[a-z-]*:(?:iam|sts):[^\s:]*:[^\s:]*:\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazon(?:aws)?\.com(?:\.cn)?)$/

function checkPrincipal(principal: string): void {
  if (principal.length <= 1_024 && PRINCIPAL.test(principal)) return
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.')
}
