/** Workers that take turns, and the figures of each. */
import type { Instance } from './instance.ts'
import { load, type Measured } from './load.ts'

/** One line of a table: a Worker and the route that is called on it. */
export interface Subject {
  readonly name: string
  readonly instance: Instance
  readonly url: string
}

export interface Row {
  readonly name: string
  /** In the order they ran, so that the same round of two rows ran side by side. */
  readonly rounds: readonly Measured[]
}

export interface Effort {
  readonly rounds: number
  /** Of each subject in a round. */
  readonly requests: number
  readonly warmUp: number
}

/** All subjects in turn, round by round, so that what else the machine does falls on all of them. */
export async function measure(subjects: readonly Subject[], { rounds, requests, warmUp }: Effort): Promise<Row[]> {
  const results = new Map(subjects.map((subject) => [subject, [] as Measured[]]))
  for (const { url, instance } of subjects) await load(url, warmUp, instance.workerd)
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} of ${rounds} …`)
    for (const [{ url, instance }, measured] of results) measured.push(await load(url, requests, instance.workerd))
  }
  return [...results].map(([{ name }, measured]) => ({ name, rounds: measured }))
}
