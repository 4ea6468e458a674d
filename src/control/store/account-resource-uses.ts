import { type Statement, sql } from '../../bindings/database.ts'

/** A refusal names no more places than these. */
const SHOWN = 20

/** `http_method`, `resource_id` and `stage` of the integrations that go through a VPC link. */
export const selectVpcLinkUses = (id: string): Statement =>
  sql(
    `SELECT method.http_method, method.resource_id, stage.name AS stage FROM method JOIN stage ON stage.api_id = method.api_id
     WHERE method.body ->> '$.methodIntegration.connectionId' = ? LIMIT ${SHOWN}`,
    id,
  )
