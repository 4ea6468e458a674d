import type { Problems } from '../lib/problems.ts'
import type { JsonValue } from '../openapi/json-value.ts'
import { DRAFT_04, DRAFT_04_URL } from './draft-04.ts'
import { SchemaLinker } from './link-schema.ts'
import { at, isObject, quote, sameValueSchemas } from './schema.ts'
import { checkSchema } from './schema-check.ts'
import { type Located, SchemaSet } from './schema-set.ts'

/** Keywords that demand something, in a dialect that a model is not of: what they demand would silently not be asked for. */
const DEMANDING: ReadonlySet<string> = new Set([
  ...[
    'const',
    'contains',
    'dependentRequired',
    'dependentSchemas',
    'else',
    'if',
    'maxContains',
    'minContains',
    'prefixItems',
  ],
  ...[
    'propertyNames',
    'then',
    'unevaluatedItems',
    'unevaluatedProperties',
    '$dynamicRef',
    '$recursiveRef',
    'extends',
    'disallow',
  ],
  ...['divisibleBy'],
])

/** What models may refer to beside each other. AWS's engine knows it without fetching it, too. */
const DOCUMENTS: ReadonlyMap<string, JsonValue> = new Map([[DRAFT_04_URL, DRAFT_04]])

/** So many faults tell an owner enough. */
const MOST_FAULTS = 100

/**
 * The models named, and all that they refer to. Reports what is wrong, each with the model and the JSON pointer within it.
 * What is found here would otherwise only show, or silently pass, when a request is validated.
 */
export function checkedModels(
  names: ReadonlySet<string>,
  ofApi: ReadonlyMap<string, JsonValue>,
  problems: Problems,
): Readonly<Record<string, JsonValue>> {
  const models = new Map([...DOCUMENTS, ...ofApi])
  const schemas = new SchemaSet(models)
  const used = withReferred(names, schemas)
  const faults = [...used].flatMap((name) => faultsOf(name, models.get(name) ?? {}, schemas))
  for (const [place, message] of faults.slice(0, MOST_FAULTS)) problems.error(place, message)
  return Object.fromEntries([...used].sort().map((name) => [name, models.get(name) ?? {}]))
}

type Fault = readonly [place: string, message: string]

/** The models, and those that they refer to, by way of others too. */
function withReferred(names: ReadonlySet<string>, schemas: SchemaSet): ReadonlySet<string> {
  const referred = new Map<string, Set<string>>()
  for (const located of schemas.all) {
    const ref = refOf(located)
    const target = ref === undefined ? undefined : schemas.target(located, ref)
    if (target !== undefined) referred.set(located.model, (referred.get(located.model) ?? new Set()).add(target.model))
  }
  const used = new Set(names)
  for (const name of used) for (const next of referred.get(name) ?? []) used.add(next)
  return used
}

const refOf = ({ schema }: Located) => (isObject(schema) && typeof schema.$ref === 'string' ? schema.$ref : undefined)

function faultsOf(name: string, schema: JsonValue, schemas: SchemaSet): Fault[] {
  const faults: Fault[] = []
  const add = (place: string, message: string) => faults.push([`Model ${name} ${place || '/'}`, message])
  const root = schemas.model(name)
  if (root === undefined) return faults
  checkSchema(schema, '', {
    dialect: root.dialect,
    deployed: true,
    fault: add,
    reference: () => {},
    unknown: (keyword, place) => {
      if (DEMANDING.has(keyword))
        add(at(place, keyword), `is not known to JSON Schema ${root.dialect}, which this model is of`)
    },
  })
  for (const located of schemas.all)
    if (located.model === name) for (const [place, message] of referenceFaults(located, schemas)) add(place, message)
  if (faults.length === 0) tryLinking(root, schemas, add)
  return faults
}

function* referenceFaults(located: Located, schemas: SchemaSet): Generator<Fault> {
  const ref = refOf(located)
  if (ref !== undefined && schemas.target(located, ref) === undefined)
    yield [
      at(located.place, '$ref'),
      `leads nowhere: ${quote(ref)}. A model is referred to by its URL, its own inside by #/…, and no document elsewhere is fetched`,
    ]
  if (leadsToItself(located, schemas)) yield [located.place, 'refers to itself without end']
}

/** Whether judging a value by a schema comes down to judging the same value by it. */
function leadsToItself(start: Located, schemas: SchemaSet): boolean {
  const seen = new Set<JsonValue>()
  const waiting = next(start, schemas)
  for (let located = waiting.pop(); located !== undefined; located = waiting.pop()) {
    if (located.schema === start.schema) return true
    if (seen.has(located.schema)) continue
    seen.add(located.schema)
    waiting.push(...next(located, schemas))
  }
  return false
}

function next(located: Located, schemas: SchemaSet): Located[] {
  const { schema, dialect } = located
  if (!isObject(schema)) return []
  const ref = refOf(located)
  const target = ref === undefined ? undefined : schemas.target(located, ref)
  const below = ref !== undefined && dialect === 'draft-04' ? [] : [...sameValueSchemas(schema)]
  return [...(target ? [target] : []), ...below.filter(isObject).map((each) => schemas.below(located, each, ''))]
}

/** What only shows when the schema becomes functions: a reference into a place where no schema stands, and the like. */
function tryLinking(root: Located, schemas: SchemaSet, add: (place: string, message: string) => void): void {
  try {
    new SchemaLinker(schemas).link(root)
  } catch (error) {
    add('', `cannot be used: ${(error as Error).message}`)
  }
}
