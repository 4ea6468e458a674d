/**
 * Service bindings of this machine's environment: `VPC_LINK_{ID}=http://127.0.0.1:9000` and `FUNCTION_{NAME}=http://127.0.0.1:9000`
 * stand for bound Workers, `CLIENT_CERTIFICATE_{ID}=client.pem` for a certificate that was uploaded to Cloudflare.
 */
import { readFileSync } from 'node:fs'
import { messageOf, StartError } from './start-error.ts'

interface TlsOptions {
  readonly trustBrowserCas: boolean
  readonly trustedCertificates?: string[]
  readonly keypair?: { readonly privateKey: string; readonly certificateChain: string }
}

/** In Miniflare's words. */
type ServiceBinding =
  | { readonly external: { address: string; http: object } }
  | { readonly external: { address: string; https: { tlsOptions: TlsOptions; certificateHost: string } } }
  | { readonly network: { allow: string[]; tlsOptions: TlsOptions } }

/** By the binding's name. */
export type ServiceBindings = Readonly<Record<string, ServiceBinding>>

type Environment = Readonly<Record<string, string | undefined>>

/** FUNCTION_HOST is the gateway's own. */
const SERVICE = /^(?:VPC_LINK|FUNCTION(?!_HOST$))_[A-Z0-9_]+$/
const CERTIFICATE = /^CLIENT_CERTIFICATE_[A-Z0-9_]+$/

/** Throws StartError for a value that is no address, or no file with a certificate and its key. */
export function readServiceBindings(env: Environment): ServiceBindings {
  const bindings: Record<string, ServiceBinding> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue
    if (SERVICE.test(name)) bindings[name] = externalService(name, value)
    if (CERTIFICATE.test(name)) bindings[name] = certificateService(name, value, env)
  }
  return bindings
}

function externalService(name: string, text: string): ServiceBinding {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new StartError(
      `${name} is "${text}", which is no http:// or https:// address; set it to one like http://127.0.0.1:9000`,
    )
  }
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const address = `${url.hostname}:${port}`
  if (url.protocol === 'http:') return { external: { address, http: {} } }
  return { external: { address, https: { tlsOptions: { trustBrowserCas: true }, certificateHost: url.hostname } } }
}

/** Any host may be called; backends of this machine are meant. */
function certificateService(name: string, file: string, env: Environment): ServiceBinding {
  const pem = readPem(name, file)
  const privateKey = /-----BEGIN (?:\w+ )*PRIVATE KEY-----[^-]+-----END (?:\w+ )*PRIVATE KEY-----/.exec(pem)?.[0]
  const chain = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  if (privateKey === undefined || chain === null) {
    throw new StartError(
      `${name} is "${file}", which does not hold both; put the certificate and its private key into it, in PEM.`,
    )
  }
  return {
    network: {
      allow: ['public', 'private'],
      tlsOptions: {
        keypair: { privateKey, certificateChain: `${chain.join('\n')}\n` },
        trustBrowserCas: true,
        // Node's own name for authorities beside those that all trust; Miniflare gives it to the Worker's plain fetch.
        ...(env.NODE_EXTRA_CA_CERTS && {
          trustedCertificates: [readPem('NODE_EXTRA_CA_CERTS', env.NODE_EXTRA_CA_CERTS)],
        }),
      },
    },
  }
}

function readPem(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartError(`${name} is "${file}", which cannot be read: ${messageOf(error)}.`, { cause: error })
  }
}
