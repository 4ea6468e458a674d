import { fromBase64 } from '../../lib/base64.ts'
import { type Call, type Operation, param } from '../operation.ts'
import type { ControlServices } from '../services.ts'
import { functionZipKey } from './function-code.ts'
import { noSuchResource } from './lambda-error.ts'

/** AWS's: ten minutes. */
const EXPIRES_IN_SECONDS = 600
/** Where GetFunction's `Code.Location` leads. */
export const CODE_PATH = '/_postern/function-code'

/** A URL of this gateway that answers the zip of a version, to whoever has it and for a while. */
export const codeLocation = (call: Call, services: ControlServices, codeHash: string): Promise<string> =>
  services.presign(new URL(`${call.origin}${CODE_PATH}/${codeHash}`), EXPIRES_IN_SECONDS)

/** The zip, as it was uploaded. */
export const getFunctionZip: Operation = async (call, services) => {
  const hash = param(call, 'codeHash')
  const zip = /^[0-9a-f]{64}$/.test(hash) ? await services.config.get(functionZipKey(hash)) : undefined
  if (zip === undefined) throw noSuchResource()
  return { status: 200, bytes: fromBase64(zip), headers: { 'content-type': 'application/zip' } }
}
