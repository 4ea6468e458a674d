/** What linking a template gathers: a place for each variable, and the macros that it defines. */
import type { Statement } from './ast.ts'
import type { Evaluate, Run } from './run.ts'

export type Render = (r: Run) => void

export interface LinkedMacro {
  readonly names: readonly string[]
  readonly parameters: readonly number[]
  readonly body: Render
}

/** Puts itself around what a statement prints. */
export type Watch = (statement: Statement, render: Render) => Render

export class Linker {
  readonly watch: Watch | undefined
  readonly slots = new Map<string, number>()
  /** The first of a name stays. */
  readonly macros = new Map<string, LinkedMacro>()

  constructor(watch?: Watch) {
    this.watch = watch
  }

  slot(name: string): number {
    const known = this.slots.get(name)
    if (known !== undefined) return known
    this.slots.set(name, this.slots.size)
    return this.slots.size - 1
  }
}

export type LinkExpression = (l: Linker) => Evaluate
