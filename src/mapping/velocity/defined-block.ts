/** `#define($name) … #end`: rendered anew wherever the name is printed. */
import { HostObject } from '../values.ts'
import type { Render } from './linker.ts'
import { BreakSignal, type Run } from './run.ts'

export class DefinedBlock extends HostObject {
  private readonly r: Run
  private readonly body: Render
  private readonly maxDepth: number
  private depth = 0

  constructor(r: Run, body: Render, maxDepth: number) {
    super()
    this.r = r
    this.body = body
    this.maxDepth = maxDepth
  }

  /** False when it renders itself too deep. */
  render(r: Run): boolean {
    if (this.depth >= this.maxDepth) return false
    r.spend(2)
    this.depth++
    try {
      this.body(r)
    } catch (error) {
      if (!(error instanceof BreakSignal) || error.scope !== undefined) throw error
    } finally {
      this.depth--
    }
    return true
  }

  member(_name: string): undefined {
    return undefined
  }

  call(name: string, args: readonly unknown[]): string | undefined {
    return name === 'toString' && args.length === 0 ? this.text() : undefined
  }

  /** Undefined when it renders itself too deep: Java's toString() is null then. */
  text(): string | undefined {
    let rendered = false
    const text = this.r.capture((r) => {
      rendered = this.render(r)
    })
    return rendered ? text : undefined
  }

  print(): string {
    return this.text() ?? 'null'
  }
}
