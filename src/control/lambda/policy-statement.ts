import type { PolicyStatement } from '../../definition/function.ts'

/** A permission as AWS writes it: a statement of the function's policy. */
export function shownStatement(statement: PolicyStatement, arn: string): object {
  const condition = conditionOf(statement)
  return {
    Sid: statement.statementId,
    Effect: 'Allow',
    Principal: principalOf(statement.principal),
    Action: statement.action,
    Resource: arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  }
}

function principalOf(principal: string): string | object {
  if (principal === '*') return principal
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` }
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal }
}

function conditionOf(statement: PolicyStatement): Readonly<Record<string, object>> {
  const equals = {
    ...(statement.sourceAccount !== undefined && { 'AWS:SourceAccount': statement.sourceAccount }),
    ...(statement.eventSourceToken !== undefined && { 'lambda:EventSourceToken': statement.eventSourceToken }),
    ...(statement.functionUrlAuthType !== undefined && { 'lambda:FunctionUrlAuthType': statement.functionUrlAuthType }),
    ...(statement.principalOrgId !== undefined && { 'aws:PrincipalOrgID': statement.principalOrgId }),
  }
  return {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(statement.sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': statement.sourceArn } }),
    ...(statement.invokedViaFunctionUrl !== undefined && {
      Bool: { 'lambda:InvokedViaFunctionUrl': String(statement.invokedViaFunctionUrl) },
    }),
  }
}
