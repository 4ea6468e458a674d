import { type Statement, sql } from '../../bindings/database.ts'

/** A refusal names no more places than these. */
const SHOWN = 20
/** Many times AWS's quota of VPC links. */
const NAMED_LINKS = 1_000

/** `http_method`, `resource_id` and `stage` of the integrations that go through a VPC link. */
export const selectVpcLinkUses = (id: string): Statement =>
  sql(
    `SELECT method.http_method, method.resource_id, stage.name AS stage FROM method JOIN stage ON stage.api_id = method.api_id
     WHERE method.body ->> '$.methodIntegration.connectionId' = ? LIMIT ${SHOWN}`,
    id,
  )

/** `id` and `name` of the account's VPC links, of both kinds. */
export const selectVpcLinkNames = (): Statement =>
  sql(
    `SELECT id, body ->> '$.name' AS name FROM account_resource WHERE kind IN ('VpcLink', 'VpcLinkV2') LIMIT ${NAMED_LINKS}`,
  )

/** `api_id` and `stage` of the stages that show their backends a client certificate. */
export const selectCertificateUses = (id: string): Statement =>
  sql(
    `SELECT api_id, name AS stage FROM stage WHERE body ->> '$.clientCertificateId' = ? ORDER BY sequence LIMIT ${SHOWN}`,
    id,
  )

/** Changes nothing where a stage has it. */
export const deleteUnusedCertificate = (id: string): Statement =>
  sql(
    `DELETE FROM account_resource WHERE kind = 'ClientCertificate' AND id = ?1
     AND NOT EXISTS (SELECT 1 FROM stage WHERE body ->> '$.clientCertificateId' = ?1)`,
    id,
  )

/** `domain` of the base path mappings that lead to an API, or to one stage of it. */
export const selectMappingsTo = (apiId: string, stageName?: string): Statement =>
  sql(
    `SELECT DISTINCT body ->> '$.domainName' AS domain FROM account_resource WHERE kind = 'BasePathMapping'
     AND body ->> '$.mapping.restApiId' = ?1 AND (?2 IS NULL OR body ->> '$.mapping.stage' = ?2) LIMIT ${SHOWN}`,
    apiId,
    stageName ?? null,
  )
