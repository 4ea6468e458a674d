import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { substituted } from './substitution.ts'

// Real API definitions from public repositories, read where they are at hand.
const FOLDER = resolve(import.meta.dirname, '../../../shared/suites/aws-openapi')
const INDEX = resolve(FOLDER, 'index.json')

export interface Entry {
  readonly file: string
  readonly kind: string
  readonly exts: readonly string[]
  readonly templated: boolean
}

/** Documents that AWS refuses too, and the place that is named. */
export const INVALID: Readonly<Record<string, string>> = {
  '052': '/paths',
  '053': '/paths',
  // The names of CDK assets stand where ARNs must: AWS answers "Invalid ARN specified in the request" (vector cpl-0113).
  '079': '/paths/~1messages/get/x-amazon-apigateway-integration/uri',
  '084': '/paths',
  '085': '/openapi',
}
export const HTTP_APIS = ['036', '037', '038', '176', '184']

const index: Entry[] = existsSync(INDEX) ? JSON.parse(readFileSync(INDEX, 'utf8')) : []
export const entries = index.filter(({ kind }) => kind === 'openapi')
if (entries.length === 0) console.warn('CONFORMANCE NOT RUN: the real API definitions are not at hand')

export const numberOf = ({ file }: Entry) => /(\d+)-/.exec(file)?.[1] ?? ''
export const isRestApi = (entry: Entry) => !INVALID[numberOf(entry)] && !HTTP_APIS.includes(numberOf(entry))
export const textOf = (entry: Entry) => {
  const text = readFileSync(resolve(FOLDER, entry.file), 'utf8')
  return entry.templated || text.includes('${') ? substituted(text) : text
}
