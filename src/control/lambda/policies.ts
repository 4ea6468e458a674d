/** Who may run a function. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
import { type FunctionDefinition, LATEST, type PolicyStatement } from '../../definition/function.ts'
import { ControlError } from '../../errors/control-error.ts'
import { readInput } from '../input.ts'
import { created, noContent, type Operation, ok, param } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { editFunction, readFunction } from './edit-function.ts'
import { functionArn, functionReference } from './function-reference.ts'
import {
  checkRevision,
  functionNotFound,
  invalidParameter,
  noSuchResource,
  resourceConflict,
  resourceNotFound,
} from './lambda-error.ts'
import { own, without } from './own.ts'
import { ADD_PERMISSION, readStatement } from './permission-input.ts'
import { shownStatement } from './policy-statement.ts'
import { revisionOf } from './show-function.ts'

/** AWS's limit. */
const MOST_POLICY_BYTES = 20_480

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 * Differs from AWS: a statement with EventSourceToken, PrincipalOrgID, FunctionUrlAuthType or InvokedViaFunctionUrl is kept and shown,
 * and allows nobody.
 */
export const addPermission: Operation = async (call, services) => {
  const { name, qualifier } = functionReference(call)
  const { RevisionId, ...input } = readInput(call.body, ADD_PERMISSION)
  const statement = readStatement(input)
  if (qualifier === LATEST) throw invalidParameter('We currently do not support adding policies for $LATEST.')
  const missing = () => functionNotFound(functionArn(services, name))
  await editFunction(services, name, missing, ({ definition }) => {
    checkRevision(RevisionId, revisionOf(services, definition, qualifier))
    const statements = policyOf(definition, qualifier)
    if (statements.some(({ statementId }) => statementId === statement.statementId)) {
      throw resourceConflict(
        `The statement id (${statement.statementId}) provided already exists. ` +
          'Please provide a new statement id, or remove the existing statement.',
      )
    }
    const policy = [...statements, statement]
    checkLength(services, definition, qualifier, policy)
    return { definition: withPolicy(definition, qualifier, policy), result: undefined }
  })
  const arn = functionArn(services, name, qualifier)
  return created({ Statement: JSON.stringify(shownStatement(statement, arn)) })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export const getPolicy: Operation = async (call, services) => {
  const { name, qualifier } = functionReference(call)
  const definition = await readFunction(services, name)
  if (definition === undefined) throw functionNotFound(functionArn(services, name))
  const RevisionId = revisionOf(services, definition, qualifier)
  const statements = policyOf(definition, qualifier)
  if (statements.length === 0) throw noSuchResource()
  return ok({ Policy: policyText(services, definition, qualifier, statements), RevisionId })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export const removePermission: Operation = async (call, services) => {
  const { name, qualifier } = functionReference(call)
  const statementId = param(call, 'StatementId')
  const wanted = call.query.get('RevisionId') ?? undefined
  const missing = () => functionNotFound(functionArn(services, name))
  await editFunction(services, name, missing, ({ definition }) => {
    const revision = revisionOf(services, definition, qualifier)
    const statements = policyOf(definition, qualifier)
    if (statements.length === 0) throw resourceNotFound('No policy is associated with the given resource.')
    const rest = statements.filter((statement) => statement.statementId !== statementId)
    if (rest.length === statements.length) {
      throw resourceNotFound(`Statement ${statementId.slice(0, 200)} is not found in resource policy.`)
    }
    checkRevision(wanted, revision)
    return { definition: withPolicy(definition, qualifier, rest), result: undefined }
  })
  return noContent()
}

/** The function's own stands under no qualifier. */
const keyOf = (qualifier: string | undefined) => (qualifier === undefined || qualifier === LATEST ? '' : qualifier)

const policyOf = ({ settings }: FunctionDefinition, qualifier: string | undefined): readonly PolicyStatement[] =>
  own(settings.policies, keyOf(qualifier)) ?? []

/** A change of a policy is a new revision of what it belongs to. */
function withPolicy(
  definition: FunctionDefinition,
  qualifier: string | undefined,
  policy: readonly PolicyStatement[],
): FunctionDefinition {
  const key = keyOf(qualifier)
  const others = without(definition.settings.policies, key)
  const policies = policy.length === 0 ? others : { ...others, [key]: policy }
  return { ...revised(definition, qualifier ?? LATEST), settings: { ...definition.settings, policies } }
}

function revised(definition: FunctionDefinition, qualifier: string): FunctionDefinition {
  const RevisionId = crypto.randomUUID()
  const alias = own(definition.aliases, qualifier)
  if (alias !== undefined) {
    return { ...definition, aliases: { ...definition.aliases, [qualifier]: { ...alias, RevisionId } } }
  }
  const version = own(definition.versions, qualifier)
  if (version === undefined) return definition
  return { ...definition, versions: { ...definition.versions, [qualifier]: { ...version, RevisionId } } }
}

function checkLength(
  services: ControlServices,
  definition: FunctionDefinition,
  qualifier: string | undefined,
  policy: readonly PolicyStatement[],
): void {
  const { length } = policyText(services, definition, qualifier, policy)
  if (length <= MOST_POLICY_BYTES) return
  throw new ControlError(
    'PolicyLengthExceededException',
    `The final policy size (${length}) is bigger than the limit (${MOST_POLICY_BYTES}).`,
  )
}

function policyText(
  services: ControlServices,
  { name }: FunctionDefinition,
  qualifier: string | undefined,
  statements: readonly PolicyStatement[],
): string {
  const arn = functionArn(services, name, keyOf(qualifier) === '' ? undefined : qualifier)
  const Statement = statements.map((statement) => shownStatement(statement, arn))
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement })
}
