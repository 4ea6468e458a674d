import type { Exchange } from './exchange.ts'

export async function readBodyText(x: Exchange): Promise<string> {
  return await x.request.text()
}
