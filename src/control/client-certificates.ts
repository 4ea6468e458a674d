import { newClientCertificate } from '../aws/client-certificate.ts'
import type { ClientCertificate } from '../definition/account.ts'
import type { Sealed } from '../lib/sealed.ts'
import { addAccountResource, findAccountResource, listAccountResources, withTags } from './account-resources.ts'
import { type Members, readInput } from './input.ts'
import { accepted, type Call, created, type Operation, ok, param } from './operation.ts'
import { readPatch } from './patch.ts'
import { applyPatch, type PatchTable, setText } from './patch-table.ts'
import type { ControlServices } from './services.ts'
import { changeAccountResource, selectAccountResourceIds } from './store/account-resource.ts'
import { deleteUnusedCertificate, selectCertificateUses } from './store/account-resource-uses.ts'
import { checkTags } from './tag-rules.ts'
import { badRequest, notFound } from './validation-error.ts'

/** As stored: the private key is never there in clear, and never shown. */
interface StoredCertificate {
  readonly certificate: ClientCertificate
  /** PKCS #8, sealed for `ClientCertificate/{clientCertificateId}`. */
  readonly privateKey: Sealed
}

const CERTIFICATE_ID_LENGTH = 6

const GENERATE = { description: 'string', tags: 'map' } as const satisfies Members

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_GenerateClientCertificate.html
 * Differs from AWS: backends are shown the certificate of the Worker's binding `CLIENT_CERTIFICATE_{ID}`, which its owner uploads to Cloudflare.
 */
export const generateClientCertificate: Operation = async (call, services) => {
  const input = readInput(call.body, GENERATE)
  checkTags(input.tags)
  const masterKey = services.masterKey()
  const createdDate = Math.floor(services.now() / 1000)
  const { pem, privateKey, notAfter } = await newClientCertificate(createdDate)
  const { certificate } = await addAccountResource<StoredCertificate>(
    services,
    'ClientCertificate',
    CERTIFICATE_ID_LENGTH,
    async (clientCertificateId) => ({
      certificate: {
        clientCertificateId,
        ...input,
        pemEncodedCertificate: pem,
        createdDate,
        expirationDate: notAfter,
      },
      privateKey: await masterKey.seal(privateKey, `ClientCertificate/${clientCertificateId}`),
    }),
  )
  return created(certificate)
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetClientCertificate.html */
export const getClientCertificate: Operation = async (call, services) =>
  ok(withTags((await findCertificate(call, services)).certificate))

const findCertificate = (call: Call, services: ControlServices) =>
  findAccountResource<StoredCertificate>(services, 'ClientCertificate', idOf(call), noSuchCertificate)

const idOf = (call: Call) => param(call, 'clientCertificateId')

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetClientCertificates.html */
export const getClientCertificates: Operation = (call, services) =>
  listAccountResources<StoredCertificate>(call, services, 'ClientCertificate', ({ certificate }) => certificate)

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateClientCertificate.html */
export const updateClientCertificate: Operation = async (call, services) => {
  const operations = readPatch(call.body, 'updateClientCertificateInput')
  const change = (stored: StoredCertificate) => ({
    ...stored,
    certificate: applyPatch(stored.certificate, operations, PATCHES),
  })
  const changed = await changeAccountResource(services.db, 'ClientCertificate', idOf(call), change, noSuchCertificate)
  return ok(withTags(changed.certificate))
}

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateClientCertificate-Patch */
const PATCHES: PatchTable<ClientCertificate> = {
  refusal: 'plain',
  rules: [{ path: '/description', replace: setText('description') }],
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteClientCertificate.html */
export const deleteClientCertificate: Operation = async (call, services) => {
  const id = idOf(call)
  const [deleted] = await services.db.batch([deleteUnusedCertificate(id)])
  if (deleted?.changes === 1) return accepted()
  await findCertificate(call, services)
  const uses = await services.db.all(selectCertificateUses(id))
  const places = uses.map((use) => `${use.api_id}:${use.stage}`).join(', ')
  throw badRequest(
    `Cannot delete client certificate. Client certificate '${id}', is referenced in [${places}] in format of [RestApi:Stage].`,
  )
}

/** What a stage may name as its certificate; `ids` are different ones. Throws ControlError when one is not there. */
export async function checkCertificates(services: ControlServices, ids: readonly string[]): Promise<void> {
  const found = ids.length === 0 ? [] : await services.db.all(selectAccountResourceIds('ClientCertificate', ids))
  if (found.length < ids.length) throw noSuchCertificate()
}

const noSuchCertificate = () => notFound('Invalid Client Certificate identifier specified')
