import type { RestApi } from '../definition/rest-api.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import type { Problem } from '../lib/problems.ts'
import { importOpenApi } from '../openapi/import.ts'
import { CliError, EXIT } from './cli-error.ts'

/** What the gateway would make of a document, worked out here: nothing is sent. Throws CliError (65) when it would refuse it. */
export function importLocally(file: string, text: string): { definition: RestApiDefinition; warnings: string[] } {
  let id = 0
  const options = { apiId: 'new', createdDate: 0, newId: () => `local${id++}`, basepath: 'ignore' as const }
  const { definition, errors, warnings } = importOpenApi(text, options)
  if (definition === undefined || errors.length > 0) {
    throw new CliError(EXIT.badInput, [`${file} would be refused:`, ...errors.map(problemText)].join('\n'))
  }
  return { definition, warnings: warnings.map(problemText) }
}

const problemText = ({ place, message }: Problem) => `${place || '/'}: ${message}`

/** What an import replaces beside routes, and the management API shows. */
const SETTINGS = [
  'name',
  'description',
  'version',
  'binaryMediaTypes',
  'minimumCompressionSize',
  'apiKeySource',
  'policy',
  'disableExecuteApiEndpoint',
] as const satisfies readonly (keyof RestApi)[]

/** The settings that differ. What stands on the gateway and is not in the document counts, since an import takes it away. */
export const settingChanges = (before: RestApi, after: RestApi): string[] =>
  SETTINGS.filter((setting) => plain(before[setting]) !== plain(after[setting]))

const plain = (value: unknown) =>
  JSON.stringify(Array.isArray(value) ? value.toSorted() : (value ?? null)).replace(/^\[\]$/, 'null')
