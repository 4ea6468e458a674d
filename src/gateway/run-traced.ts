import { dataTrace } from './data-trace.ts'
import type { Exchange, Reply } from './exchange.ts'
import { type Phase, run } from './pipeline.ts'

/** Walks the phases of a request whose headers and bodies are logged. */
export async function runTraced(phases: readonly Phase[], x: Exchange): Promise<Reply> {
  const trace = dataTrace(x)
  x.trace = trace
  await trace.methodRequest()
  const reply = await run(phases, x)
  await trace.methodResponse(reply)
  return reply
}
