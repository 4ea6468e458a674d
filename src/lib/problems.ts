/** One thing that is wrong with what an owner wrote, where it stands, and what to do about it. */
export interface Problem {
  /** `error` refuses; `warning` is reported and served on. */
  readonly severity: 'error' | 'warning'
  /** JSON pointer into the document (`/paths/~1pets/get`), or the AWS name of the thing (`GET /pets`). */
  readonly place: string
  readonly message: string
}

/** Collects every problem of one definition, so that an owner mends them in one go. */
export class Problems {
  readonly #list: Problem[] = []

  error(place: string, message: string): void {
    this.#list.push({ severity: 'error', place, message })
  }

  warn(place: string, message: string): void {
    this.#list.push({ severity: 'warning', place, message })
  }

  get errors(): readonly Problem[] {
    return this.#list.filter((problem) => problem.severity === 'error')
  }

  get warnings(): readonly Problem[] {
    return this.#list.filter((problem) => problem.severity === 'warning')
  }
}
