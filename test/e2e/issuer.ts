import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** An issuer of tokens on this machine: discovery document, key set, keys that rotate. */
export interface LocalIssuer {
  readonly url: string
  /** Paths that were fetched. */
  readonly fetched: string[]
  /** `claims` beside good ones, or in place of them; undefined takes one away. */
  token(claims?: object): Promise<string>
  /** Signs with a new key from now on, which is published. */
  rotate(): Promise<void>
  close(): Promise<void>
}

/** `delayMillis`: until each document is answered. */
export async function startIssuer(delayMillis = 0): Promise<LocalIssuer> {
  const fetched: string[] = []
  let url = ''
  let pair = await keyPair('key-1')
  const server = createServer((request, response) => {
    fetched.push(request.url ?? '')
    const documents: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys.json` },
      '/keys.json': { keys: [pair.jwk] },
    }
    const document = documents[request.url ?? '']
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' })
    setTimeout(() => response.end(JSON.stringify(document ?? {})), delayMillis)
  })
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  url = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    url,
    fetched,
    token(claims = {}) {
      const now = Math.floor(Date.now() / 1_000)
      const good = { iss: url, sub: 'user-1', aud: 'app-1', token_use: 'id', iat: now, exp: now + 600 }
      const header = { alg: 'RS256', kid: pair.jwk.kid }
      return new SignJWT({ ...good, ...claims }).setProtectedHeader(header).sign(pair.privateKey)
    },
    async rotate() {
      pair = await keyPair(`key-${Date.now()}`)
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function keyPair(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}
