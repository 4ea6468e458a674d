import { readFile } from 'node:fs/promises'
import { ControlError } from '../errors/control-error.ts'
import { parseOpenApi } from '../openapi/document.ts'
import { isObject, type JsonObject } from '../openapi/json-value.ts'
import { Report } from '../openapi/report.ts'
import { CliError, EXIT } from './cli-error.ts'

/** An OpenAPI document as it will be sent. */
export interface ApiDocument {
  /** The API's name: `info.title`. */
  readonly name: string
  readonly text: string
  /** What reading it found, which the gateway cannot see any more. */
  readonly warnings: readonly string[]
}

/**
 * Reads an OpenAPI file, JSON or YAML. YAML goes out as JSON: reading it takes much memory, of which an edge location has little. So does
 * a document under a `name` of its own, since AWS takes an API's name from the title. Throws CliError with exit code 65.
 */
export async function readApiDocument(file: string, name?: string): Promise<ApiDocument> {
  const text = await readText(file)
  const { root, warnings } = parse(file, text)
  const info = isObject(root.info) ? root.info : {}
  const title = typeof info.title === 'string' ? info.title : undefined
  if (name !== undefined && name !== title) {
    return { name, text: JSON.stringify({ ...root, info: { ...info, title: name } }), warnings }
  }
  if (title === undefined || title === '') {
    throw badInput(file, 'it has no info.title, which is the name of the API', 'Write one, or add --name NAME')
  }
  return text.trimStart().startsWith('{')
    ? { name: title, text, warnings: [] }
    : { name: title, text: JSON.stringify(root), warnings }
}

/** The text of a document. Throws CliError with exit code 65. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    throw new CliError(EXIT.badInput, `${file} cannot be read: ${REASONS[code] ?? code}.`, 'Check the path')
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
}

function parse(file: string, text: string): { root: JsonObject; warnings: readonly string[] } {
  const report = new Report()
  try {
    const document = parseOpenApi(text, report)
    if (document !== undefined) {
      return { root: document.root, warnings: report.warnings.map(({ place, message }) => `${message} (at ${place})`) }
    }
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    const detail = error.cause instanceof Error ? error.cause.message : error.message
    throw badInput(file, detail)
  }
  throw badInput(file, report.errors.map(({ place, message }) => `${place} ${message}`).join('; '))
}

const badInput = (file: string, why: string, next?: string) =>
  new CliError(EXIT.badInput, `${file} is no OpenAPI document that can be deployed: ${why}.`, next)
