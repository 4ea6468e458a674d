import { type Problem, Problems } from '../lib/problems.ts'
import { type Feature, NOT_SERVED } from './served.ts'

/** So many problems of one kind tell an owner enough; the rest are counted. */
const MOST_PROBLEMS = 1_000

/** What an import has to say: errors, warnings, and which of the warnings name a feature that is stored but not served. */
export class Report {
  readonly #problems = new Problems()
  readonly #notServed = new Set<string>()
  readonly #wire: string[] = []
  readonly #said = new Set<string>()
  readonly #counts = { error: 0, warning: 0 }
  /** Warnings that are about the document, those that are no longer listed too. */
  #ofDocument = 0

  error(place: string, message: string): void {
    if (this.#isNew('error', place, message)) this.#problems.error(place, message)
  }

  warn(place: string, message: string): void {
    this.#ofDocument++
    this.#warn(place, message)
  }

  /** A warning in AWS's own words, which name resource and method instead of a place. */
  warnAsAws(place: string, message: string): void {
    this.#ofDocument++
    this.#warn(place, message, message)
  }

  /** Warns when this version stores the feature but does not serve it. */
  uses(feature: Feature, place: string): void {
    const consequence = NOT_SERVED[feature]
    if (consequence === undefined) return
    const message = `${feature} is stored but not served by this version: ${consequence}`
    this.#notServed.add(message)
    this.#warn(place, message)
  }

  get errors(): readonly Problem[] {
    return this.#withRest(this.#problems.errors, 'error')
  }

  get warnings(): readonly Problem[] {
    return this.#withRest(this.#problems.warnings, 'warning')
  }

  /** Those of the warnings that say a stored feature is not served. */
  get notServed(): readonly Problem[] {
    const { warnings } = this
    return this.#ofDocument === 0 ? warnings : warnings.filter(({ message }) => this.#notServed.has(message))
  }

  /** The warnings as `warnings` of the RestApi carries them: text alone. */
  get wire(): readonly string[] {
    return this.#wire
  }

  #warn(place: string, message: string, wire = `${message} (at ${place || '/'})`): void {
    if (!this.#isNew('warning', place, message)) return
    this.#problems.warn(place, message)
    this.#wire.push(wire)
  }

  /** A shared `$ref` target is read once per use, but has one fault. */
  #isNew(severity: Problem['severity'], place: string, message: string): boolean {
    // Enough is listed: from here on they are only counted.
    if (this.#counts[severity] >= MOST_PROBLEMS) {
      this.#counts[severity]++
      return false
    }
    const key = `${severity}\n${place}\n${message}`
    if (this.#said.has(key)) return false
    this.#counts[severity]++
    this.#said.add(key)
    return true
  }

  #withRest(problems: readonly Problem[], severity: Problem['severity']): readonly Problem[] {
    const rest = this.#counts[severity] - MOST_PROBLEMS
    if (rest <= 0) return problems
    return [
      ...problems,
      { severity, place: '', message: `${rest} more of these are not listed: mend the ones above first` },
    ]
  }
}
