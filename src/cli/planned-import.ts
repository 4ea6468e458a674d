import { randomId } from '../aws/ids.ts'
import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { type DefinitionChange, diffDefinitions } from '../deployment/diff.ts'
import type { Problem } from '../lib/problems.ts'
import { type ImportOptions, importOpenApi } from '../openapi/import.ts'
import { CliError, EXIT } from './cli-error.ts'
import { itemKindOf, type LiveDefinition } from './live-definition.ts'

/** What the gateway would make of a document, worked out here: nothing is sent. */
export interface PlannedImport {
  readonly definition: RestApiDefinition
  readonly changes: readonly DefinitionChange[]
  /** What the document holds and the gateway does not show: `extension`. */
  readonly notCompared: readonly string[]
  readonly warnings: readonly string[]
}

const PART_ID_LENGTH = 6

/** The import of `text` over an API, or as a new one. Throws CliError (65) when the gateway would refuse the document. */
export function planImport(file: string, text: string, live: LiveDefinition | undefined): PlannedImport {
  const options = { apiId: 'new', createdDate: 0, newId: () => randomId(PART_ID_LENGTH), basepath: 'ignore' as const }
  const { definition, warnings } = importLocally(file, text, { ...options, previous: live?.definition })
  const unseen = live?.unseen ?? new Set()
  const notCompared = [...unseen].filter((kind) => kind !== 'Extension' || hasPart(definition, kind))
  return {
    definition,
    changes: diffDefinitions(live?.definition ?? emptyApi(definition), definition, unseen),
    notCompared: notCompared.map(itemKindOf),
    warnings,
  }
}

function importLocally(file: string, text: string, options: ImportOptions) {
  const { definition, errors, warnings } = importOpenApi(text, options)
  if (definition === undefined || errors.length > 0) {
    throw new CliError(EXIT.badInput, [`${file} would be refused:`, ...errors.map(problemText)].join('\n'))
  }
  return { definition, warnings: warnings.map(problemText) }
}

const problemText = ({ place, message }: Problem) => `${place || '/'}: ${message}`

const hasPart = ({ parts }: RestApiDefinition, kind: string) => parts.some((part) => part.kind === kind)

/** What a new API is compared with: one that has its name and version, and nothing in it. */
export function emptyApi({ api }: RestApiDefinition): RestApiDefinition {
  const { id, name, description, version, createdDate, rootResourceId } = api
  return {
    api: {
      ...{ id, name, description, version, createdDate, rootResourceId, apiKeySource: 'HEADER' },
      endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
      disableExecuteApiEndpoint: false,
    },
    resources: [{ id: rootResourceId, path: '/' }],
    parts: [],
  }
}
