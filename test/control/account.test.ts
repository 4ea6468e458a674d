import { GetAccountCommand, type PatchOperation, UpdateAccountCommand } from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from './gateway-under-test.ts'

const ROLE = 'arn:aws:iam::111111111111:role/gateway-logs'
/** AWS's limits of an account (documentation, "Amazon API Gateway quotas"). */
const ACCOUNT = {
  throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
  features: ['UsagePlans'],
  apiKeyVersion: '4',
}

function underTest() {
  const { client, call } = gatewayUnderTest()
  const read = async (answer: Promise<Response>) => {
    const { status } = await answer
    return [status, await (await answer).json()]
  }
  return {
    client,
    account: () => read(call('GET', '/account')),
    patch: (...patchOperations: PatchOperation[]) =>
      read(call('PATCH', '/account', JSON.stringify({ patchOperations }))),
  }
}

describe('Account', () => {
  it("has AWS's limits and no role before one is set (documentation)", async () => {
    expect(await underTest().account()).toEqual([200, ACCOUNT])
  })

  it("takes a role for logs, and gives it up without a value, as Terraform's AWS provider resets it", async () => {
    const { client, account, patch } = underTest()
    const withRole = [200, { cloudwatchRoleArn: ROLE, ...ACCOUNT }]
    expect(await patch({ op: 'replace', path: '/cloudwatchRoleArn', value: ROLE })).toEqual(withRole)
    expect(await account()).toEqual(withRole)
    expect(await client.send(new GetAccountCommand({}))).toMatchObject({ cloudwatchRoleArn: ROLE })
    expect(await patch({ op: 'replace', path: '/cloudwatchRoleArn' })).toEqual([200, ACCOUNT])
  })

  it('has usage plans already when they are asked for (documentation)', async () => {
    const answer = await underTest().patch({ op: 'add', path: '/features', value: 'UsagePlans' })
    expect(answer).toEqual([200, ACCOUNT])
  })

  it.each<[string, PatchOperation, string]>([
    ['AWS', { op: 'replace', path: '/cloudwatchRoleArn', value: 'role' }, 'The role ARN is not well formed'],
    [
      'documentation',
      { op: 'remove', path: '/cloudwatchRoleArn' },
      'Invalid patch operation specified. Must be one of: [replace]',
    ],
    [
      'documentation',
      { op: 'replace', path: '/throttleSettings/burstLimit', value: '1' },
      'Invalid patch path /throttleSettings/burstLimit',
    ],
    [
      'documentation',
      { op: 'remove', path: '/features', value: 'UsagePlans' },
      'The feature UsagePlans cannot be removed',
    ],
    [
      'our own words',
      { op: 'add', path: '/features', value: 'Teleport' },
      "Invalid feature 'Teleport' specified. Must be one of: [UsagePlans]",
    ],
  ])('refuses a patch that leads nowhere (%s: %o)', async (_, operation, message) => {
    const { client, account } = underTest()
    const update = client.send(new UpdateAccountCommand({ patchOperations: [operation] }))
    await expect(update).rejects.toMatchObject({ name: 'BadRequestException', message })
    expect(await account()).toEqual([200, ACCOUNT])
  })
})
