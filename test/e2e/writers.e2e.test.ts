import {
  type APIGatewayClient,
  CreateRestApiCommand,
  GetRestApiCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sdkClient } from './clients.ts'
import { type RunningGateway, startGateway } from './gateway.ts'

// Many people and scripts at one API at once, over real HTTP.
const WRITERS = 50
const CHANGES = 40
/** How often a writer tries again after a ConflictException, as AWS asks callers to. */
const TRIES = 50

/** Two thousand writes, one after the other, on a slow disk. */
const TIMEOUT_MILLIS = 300_000

let gateway: RunningGateway

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.dispose())

/** Sends it until no other writer is first. Any other refusal is thrown. */
async function insist(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      if ((error as Error).name !== 'ConflictException' || attempt === TRIES) throw error
    }
  }
}

/** Each writer makes its changes one after the other, all writers at once. */
async function write(change: (client: APIGatewayClient, writer: number, number: number) => Promise<unknown>) {
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      const client = sdkClient(gateway.url)
      for (let number = 0; number < CHANGES; number++) await insist(() => change(client, writer, number))
      client.destroy()
    }),
  )
}

describe(`${WRITERS} writers who make ${CHANGES} changes each`, () => {
  it('lose none of them in one list of one API', { timeout: TIMEOUT_MILLIS }, async () => {
    const client = sdkClient(gateway.url)
    const { id: restApiId } = await client.send(new CreateRestApiCommand({ name: 'writers' }))
    await write((own, writer, number) => {
      const path = `/binaryMediaTypes/application~1w${writer}c${number}`
      return own.send(new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: 'add', path }] }))
    })
    const { binaryMediaTypes = [] } = await client.send(new GetRestApiCommand({ restApiId }))
    client.destroy()
    expect(new Set(binaryMediaTypes).size).toBe(WRITERS * CHANGES)
  })
})
