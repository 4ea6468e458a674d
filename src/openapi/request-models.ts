import type { Models } from './models.ts'
import { Fields } from './read.ts'
import type { Reading } from './reading.ts'

const DEFAULT_CONTENT_TYPES = ['application/json']

/** Content type → model of a request: 3.x's `requestBody`, or 2.0's body parameter under what the operation consumes. */
export function readRequestModels(
  reading: Reading,
  models: Models,
  operation: Fields,
  body: Fields | undefined,
): Record<string, string> | undefined {
  if (reading.version === '2.0') return body && modelsOf(models, body, contentTypes(reading, operation, 'consumes'))
  const found = reading.refs.object(operation.value('requestBody'), operation.at('requestBody'))
  return found && modelsOfContent(reading, models, new Fields(found.value, found.place, reading.report))
}

/** Content type → model of a response, where it has a schema. */
export function readResponseModels(
  reading: Reading,
  models: Models,
  operation: Fields,
  response: Fields,
): Record<string, string> | undefined {
  return reading.version === '2.0'
    ? modelsOf(models, response, contentTypes(reading, operation, 'produces'))
    : modelsOfContent(reading, models, response)
}

function contentTypes({ root }: Reading, operation: Fields, member: 'consumes' | 'produces'): readonly string[] {
  const types = operation.texts(member) ?? root.texts(member)
  return types?.length ? types : DEFAULT_CONTENT_TYPES
}

function modelsOf(models: Models, owner: Fields, types: readonly string[]): Record<string, string> | undefined {
  const model = models.nameFor(owner.value('schema'), owner.at('schema'))
  return model === undefined ? undefined : Object.fromEntries(types.map((type) => [type, model]))
}

function modelsOfContent({ refs, report }: Reading, models: Models, owner: Fields): Record<string, string> | undefined {
  const content = owner.fields('content')
  const entries = (content?.keys() ?? []).flatMap((type): [string, string][] => {
    const found = refs.object(content?.value(type), content?.at(type) ?? '')
    const media = found && new Fields(found.value, found.place, report)
    const model = media && models.nameFor(media.value('schema'), media.at('schema'))
    return model === undefined ? [] : [[type, model]]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}
