import { invalidParameter } from './lambda-error.ts'

/** Of AWS's runtimes those of Node. What runs them is one and the same here. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const RUNTIMES = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x', 'nodejs26.x']
/** Families that AWS has, or had. */
const OTHERS = /^(?:nodejs|python|java|dotnet|dotnetcore|ruby|go|provided)[\d.]*[a-z0-9.-]*$/

/** Throws ControlError for a runtime that does not run here. */
export function checkRuntime(runtime: string): void {
  if (RUNTIMES.includes(runtime)) return
  const served = `[${RUNTIMES.join(', ')}]`
  if (OTHERS.test(runtime)) {
    throw invalidParameter(
      `The runtime ${runtime.slice(0, 50)} is not served by this version of Postern: functions are JavaScript. Served: ${served}`,
    )
  }
  throw invalidParameter(
    `Value ${runtime.slice(0, 200)} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: ${served} or be a valid ARN`,
  )
}
