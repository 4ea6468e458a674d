import type { StepBudget } from './safe-regex.ts'

/** So much of what is wrong tells a caller enough. */
const MOST_MESSAGES = 100
/** Models may refer to themselves, and a body nest as deep as it is long: deeper than this, it is refused. */
const DEEPEST = 500
/** For all patterns and comparisons of one body: about a second. */
const MOST_STEPS = 100_000_000

/** What is wrong with one value, as far as it is asked for. */
export class Report {
  failed = false
  /** Undefined where only the verdict counts. */
  readonly messages: string[] | undefined
  readonly budget: StepBudget
  #depth: number

  constructor(messages?: string[], budget: StepBudget = { steps: MOST_STEPS }, depth = 0) {
    this.messages = messages
    this.budget = budget
    this.#depth = depth
  }

  /** A report of its own, of which only the verdict counts. */
  verdict(): Report {
    return new Report(undefined, this.budget, this.#depth)
  }

  fail(message: () => string): void {
    this.failed = true
    if (this.messages !== undefined && this.messages.length < MOST_MESSAGES) this.messages.push(message())
  }

  /** Whether nothing more can change the outcome. */
  get done(): boolean {
    return this.failed && (this.messages === undefined || this.messages.length >= MOST_MESSAGES)
  }

  /** Throws TooDeep. */
  enter(): void {
    if (++this.#depth > DEEPEST) throw new TooDeep()
  }

  leave(): void {
    this.#depth--
  }
}

export class TooDeep extends Error {}
