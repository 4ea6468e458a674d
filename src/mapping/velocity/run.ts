/** One rendering of a template: what it has printed, its variables, and what it may still spend. */
import { MappingFault } from '../mapping-fault.ts'
import { printValue } from '../print.ts'
import { type Budget, HostObject, type Value } from '../values.ts'
import { MAX_OUTPUT, MAX_STEPS } from './budgets.ts'

/** Expression → value. Null is what Velocity calls null: a quotient by zero, a range without bounds. */
export type Evaluate = (r: Run) => Value

/** Variables as the body of a macro sees them: its own, its parameters by name, then the caller's. */
export interface Frame {
  readonly local: Map<number, Value>
  readonly parameters: Map<number, Evaluate>
  /** `$a` → what the call has in its place. */
  readonly literals: Map<string, string>
  readonly outer: Frame | undefined
}

/** A loop's variable, which reads as null while the loop's element is: Velocity's NullHolderContext. */
export interface NullHolder {
  readonly slot: number
  readonly frame: Frame | undefined
  /** No longer once a loop within, over the same variable, ended: it removes the variable, and with it what holds it. */
  active: boolean
}

interface Held {
  readonly holder: NullHolder
  readonly outer: Held | undefined
}

/** Characters that are compared in the time in which one is worked on. */
const COMPARED_AS_ONE = 8

export class Run implements Budget {
  left = MAX_STEPS
  out = ''
  /** Where in the template: an offset, for errors. */
  at = 0
  frame: Frame | undefined
  macroDepth = 0
  /** How many captures surround what is rendered now. */
  captures = 0
  private patterns: Set<string> | undefined
  /** Variables that read as null whatever is assigned, innermost first. */
  private held: Held | undefined
  private readonly variables: (Value | undefined)[]

  constructor(variables: (Value | undefined)[]) {
    this.variables = variables
    for (const value of variables) if (value instanceof HostObject) this.left += value.allowance
  }

  /** Throws MappingFault `budget`. */
  spend(steps: number): void {
    this.left -= steps
    if (this.left < 0) throw new MappingFault('budget', 'The template takes more steps than it may')
  }

  /** Work on so many characters. */
  spendOn(characters: number): void {
    this.spend(1 + (characters >> 5))
  }

  /** Search of one text in another: at worst each character is compared with each. */
  spendOnSearch(text: number, wanted: number): void {
    this.spendOn(text + (Math.max(0, text - wanted) * wanted) / COMPARED_AS_ONE)
  }

  write(text: string): void {
    this.out += text
    this.checkLength(this.out.length)
  }

  /** Throws MappingFault `budget`. */
  checkLength(characters: number): void {
    if (characters > MAX_OUTPUT) {
      throw new MappingFault('budget', `The template makes more than ${MAX_OUTPUT} characters`)
    }
  }

  /** Whether a pattern is new to this rendering: that others have compiled it makes it no cheaper, so that all spend the same. */
  meetsPattern(pattern: string): boolean {
    this.patterns ??= new Set()
    if (this.patterns.has(pattern)) return false
    this.patterns.add(pattern)
    return true
  }

  /** What a value prints. */
  print(value: Value): string {
    if (typeof value === 'string') return value
    if (value === null) return ''
    this.spend(1)
    return printValue(value, this)
  }

  /** What is rendered meanwhile. */
  capture(render: (r: Run) => void): string {
    const before = this.out
    this.out = ''
    this.captures++
    try {
      render(this)
      this.spendOn(this.out.length)
      return this.out
    } finally {
      this.captures--
      this.out = before
    }
  }

  /** What is printed for the name of a reference: within a macro, the argument that stands for it. */
  literalOf(name: string): string {
    for (let frame = this.frame; frame !== undefined; frame = frame.outer) {
      const literal = frame.literals.get(name)
      if (literal !== undefined) return literal
    }
    return name
  }

  /** A variable that was never set is the empty text; null is what Velocity calls null, and nothing is called on it. */
  get(slot: number): Value {
    if (this.held !== undefined || this.frame !== undefined) return this.getWithin(this.frame, slot)
    const value = this.variables[slot]
    return value === undefined ? '' : value
  }

  private getWithin(frame: Frame | undefined, slot: number): Value {
    if (this.isHeld(slot, frame)) return null
    if (frame === undefined) {
      const value = this.variables[slot]
      return value === undefined ? '' : value
    }
    this.spend(1)
    const local = frame.local.get(slot)
    if (local !== undefined && local !== null) return local
    const parameter = frame.parameters.get(slot)
    if (parameter === undefined) return this.getWithin(frame.outer, slot)
    const current = this.frame
    this.frame = frame.outer
    const value = parameter(this)
    this.frame = current
    return value
  }

  private isHeld(slot: number, frame: Frame | undefined): boolean {
    for (let held = this.held; held !== undefined; held = held.outer) {
      const { holder } = held
      if (holder.slot === slot && holder.frame === frame && holder.active) return true
    }
    return false
  }

  /** For all turns of one loop. */
  nullHolder(slot: number): NullHolder {
    return { slot, frame: this.frame, active: true }
  }

  /** Renders while the variable of a loop is null. */
  hold(holder: NullHolder, render: (r: Run) => void): void {
    const outer = this.held
    this.held = { holder, outer }
    try {
      render(this)
    } finally {
      this.held = outer
    }
  }

  /** Null holders of a variable all the way out. */
  private activate(slot: number, active: boolean): void {
    for (let held = this.held; held !== undefined; held = held.outer)
      if (held.holder.slot === slot) held.holder.active = active
  }

  /** A macro's assignments reach its callers, too. */
  set(slot: number, value: Value): void {
    if (value === null) this.activate(slot, true)
    for (let frame = this.frame; frame !== undefined; frame = frame.outer) {
      this.spend(1)
      frame.local.set(slot, value)
    }
    this.variables[slot] = value
  }

  /** What a loop does with a variable that was null before it. */
  remove(slot: number): void {
    this.activate(slot, false)
    for (let frame = this.frame; frame !== undefined; frame = frame.outer) {
      frame.local.delete(slot)
      frame.parameters.delete(slot)
    }
    this.variables[slot] = undefined
  }
}

/** `#break`: ends the loop, the block or the macro around it; `scope` names a loop. */
export class BreakSignal {
  readonly scope: Value | undefined

  constructor(scope: Value | undefined) {
    this.scope = scope
  }
}

/** `#stop`: ends the template. */
export class StopSignal {}
