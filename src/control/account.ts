import type { Account } from '../definition/account.ts'
import { type Operation, ok } from './operation.ts'
import { readPatch } from './patch.ts'
import { applyPatch, type PatchTable } from './patch-table.ts'
import {
  accountResourceOf,
  changeAccountResource,
  insertAccountResource,
  selectAccountResource,
} from './store/account-resource.ts'
import { badRequest } from './validation-error.ts'

/** A gateway has one account. */
const ID = 'account'
const USAGE_PLANS = 'UsagePlans'
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html
 * Differs from AWS: throttleSettings are AWS's defaults and not enforced; the role is kept and not needed, since logs do not go to CloudWatch.
 */
export const getAccount: Operation = async (_call, services) => {
  const [row] = await services.db.all(selectAccountResource('Account', ID))
  return ok(shown(row === undefined ? {} : accountResourceOf<Account>(row).body))
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html
 * Stored only: the role is not needed, since logs do not go to CloudWatch.
 */
export const updateAccount: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateAccountInput')
  await services.db.batch([insertAccountResource('Account', ID, {})])
  const change = (account: Account) => applyPatch(account, operations, PATCHES)
  const gone = () => new Error('The row of the account was deleted')
  return ok(shown(await changeAccountResource(services.db, 'Account', ID, change, gone)))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateAccount-Patch */
const PATCHES: PatchTable<Account> = {
  refusal: 'plain',
  rules: [
    { path: '/cloudwatchRoleArn', replace: setRole },
    { path: '/features', add: addFeature, remove: keepFeature },
  ],
}

/** No value takes the role away: so Terraform's AWS provider resets an account. */
function setRole(account: Account, cloudwatchRoleArn: string): Account {
  if (cloudwatchRoleArn === '') return { ...account, cloudwatchRoleArn: undefined }
  if (!ROLE_ARN.test(cloudwatchRoleArn)) throw badRequest('The role ARN is not well formed')
  return { ...account, cloudwatchRoleArn }
}

function addFeature(account: Account, feature: string): Account {
  if (feature === USAGE_PLANS) return account
  throw badRequest(`Invalid feature '${feature.slice(0, 100)}' specified. Must be one of: [${USAGE_PLANS}]`)
}

function keepFeature(_account: Account, feature: string): Account {
  if (feature === USAGE_PLANS) throw badRequest(`The feature ${USAGE_PLANS} cannot be removed`)
  throw badRequest(`The account has no feature '${feature.slice(0, 100)}'`)
}

const shown = (account: Account) => ({
  ...account,
  throttleSettings: { burstLimit: 5_000, rateLimit: 10_000 },
  features: [USAGE_PLANS],
  apiKeyVersion: '4',
})
