import { toBase64 } from '../lib/base64.ts'
import {
  bitString,
  type Der,
  explicit,
  nothing,
  objectIdentifier,
  printableString,
  sequence,
  set,
  time,
  unsignedInteger,
} from '../lib/der.ts'

/** A certificate that a gateway shows its backends, and the private key that goes with it. */
export interface GeneratedCertificate {
  readonly pem: string
  /** PKCS #8. Never to be shown, logged or stored in clear. */
  readonly privateKey: Uint8Array<ArrayBuffer>
  /** Seconds since 1970. */
  readonly notAfter: number
}

const DAY_SECONDS = 86_400
const VALID_DAYS = 365
const SERIAL_BYTES = 8
const PEM_LINE = 64

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
}

/** `C`, `L` and `CN`. https://www.rfc-editor.org/rfc/rfc4519 */
const COUNTRY = '2.5.4.6'
const LOCALITY = '2.5.4.7'
const COMMON_NAME = '2.5.4.3'
const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'

/**
 * A client certificate as AWS makes them: X.509 version 3 without extensions, RSA 2048, self-signed, valid for 365 days, `C=US, L=Seattle,
 * CN=ApiGateway`. `notBefore` is in seconds since 1970.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html
 */
export async function newClientCertificate(notBefore: number): Promise<GeneratedCertificate> {
  // RSA keys come in pairs.
  const { publicKey, privateKey } = (await crypto.subtle.generateKey(RSA, true, ['sign', 'verify'])) as CryptoKeyPair
  const publicKeyInfo = await exported('spki', publicKey)
  const notAfter = notBefore + VALID_DAYS * DAY_SECONDS
  const toBeSigned = certificateBody(publicKeyInfo, notBefore, notAfter)
  const signature = new Uint8Array(await crypto.subtle.sign(RSA.name, privateKey, toBeSigned))
  return {
    pem: pemOf(sequence(toBeSigned, signatureAlgorithm(), bitString(signature))),
    privateKey: await exported('pkcs8', privateKey),
    notAfter,
  }
}

async function exported(format: 'spki' | 'pkcs8', key: CryptoKey): Promise<Der> {
  // Only the format `jwk` gives anything but bytes.
  return new Uint8Array((await crypto.subtle.exportKey(format, key)) as ArrayBuffer)
}

/** https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function certificateBody(publicKeyInfo: Der, notBefore: number, notAfter: number): Der {
  const version3 = explicit(0, unsignedInteger(Uint8Array.of(2)))
  const serial = unsignedInteger(crypto.getRandomValues(new Uint8Array(SERIAL_BYTES)))
  const name = sequence(
    nameMember(COUNTRY, 'US'),
    nameMember(LOCALITY, 'Seattle'),
    nameMember(COMMON_NAME, 'ApiGateway'),
  )
  const validity = sequence(time(notBefore), time(notAfter))
  return sequence(version3, serial, signatureAlgorithm(), name, validity, name, publicKeyInfo)
}

const nameMember = (type: string, value: string) => set(sequence(objectIdentifier(type), printableString(value)))

const signatureAlgorithm = () => sequence(objectIdentifier(SHA256_WITH_RSA), nothing())

/** AWS's lines end in CR LF, the last one in nothing. */
function pemOf(der: Der): string {
  const lines = toBase64(der).match(new RegExp(`.{1,${PEM_LINE}}`, 'g')) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\r\n')
}
