import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Problems } from '../../src/lib/problems.ts'
import type { JsonValue } from '../../src/openapi/json-value.ts'
import { linkBodyModels } from '../../src/validation/body-model.ts'
import { checkedModels } from '../../src/validation/model-faults.ts'
import { SCHEMA_2020_12 } from '../../src/validation/schema.ts'
import { REMOTES } from './json-schema-remotes.ts'

// JSON-Schema-Test-Suite, what is required of each dialect, where it is at hand. A schema is either refused at deployment, with its place,
// or judges every value as the suite says. The documents that the suite has served are given to the deployment, as the models of an API are:
// without them, what refers to them is refused.

interface Group {
  readonly description: string
  readonly schema: JsonValue
  readonly tests: readonly { readonly description: string; readonly data: JsonValue; readonly valid: boolean }[]
}

const FOLDER = resolve(import.meta.dirname, '../../../shared/suites/json-schema-test-suite/tests')

const METASCHEMA = 'refers to the schema of 2020-12 itself, which is made with $dynamicRef'
const VOCABULARY = 'its $schema is a dialect of its own'
const DYNAMIC = '$dynamicRef is not served'

/** File, and the group's description where not all of the file is meant → why such models are refused at deployment. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  draft4: {},
  'draft2020-12': {
    'defs.json': METASCHEMA,
    'ref.json: remote ref, containing refs itself': METASCHEMA,
    'vocabulary.json': VOCABULARY,
    'dynamicRef.json': DYNAMIC,
    'unevaluatedItems.json: unevaluatedItems with $dynamicRef': DYNAMIC,
    'unevaluatedProperties.json: unevaluatedProperties with $dynamicRef': DYNAMIC,
  },
}

/** So many per cent of all required tests pass: what is refused counts as failed. AWS's models are of draft 4. */
const LEAST_PER_CENT: Readonly<Record<string, number>> = { draft4: 99, 'draft2020-12': 95 }

for (const [draft, least] of Object.entries(LEAST_PER_CENT)) {
  describe(`JSON-Schema-Test-Suite, ${draft}`, () => {
    const folder = resolve(FOLDER, draft)
    if (!existsSync(folder)) {
      it.skip('the suite is not at hand', () => {})
      return
    }
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
    const count = { passed: 0, judged: 0, refused: 0 }

    it.each(files)('%s', (file) => {
      const wrong: string[] = []
      for (const group of JSON.parse(readFileSync(resolve(folder, file), 'utf8')) as Group[]) {
        const schemas = deployed(group.schema, draft, REMOTES[draft])
        const reason = REFUSED[draft]?.[file] ?? REFUSED[draft]?.[`${file}: ${group.description}`]
        if (schemas === undefined && reason !== undefined) count.refused += group.tests.length
        else if (schemas === undefined) wrong.push(`${group.description}: refused`)
        else wrong.push(...judge(group, schemas, count))
      }
      expect(wrong).toEqual([])
    })

    it(`passes at least ${least} % of all`, () => {
      const { passed, judged, refused } = count
      console.log(`${draft}: ${passed} of ${judged + refused} pass; ${refused} are of models refused at deployment`)
      expect((100 * passed) / (judged + refused)).toBeGreaterThanOrEqual(least)
    })

    it('refuses at deployment all that refers to a document elsewhere, which AWS allows no model to do', () => {
      const groups = JSON.parse(readFileSync(resolve(folder, 'refRemote.json'), 'utf8')) as Group[]
      expect(groups.filter(({ schema }) => deployed(schema, draft) !== undefined)).toEqual([])
    })
  })
}

/** The model as a deployment has it, with the documents that it refers to; undefined when it is refused. */
function deployed(
  schema: JsonValue,
  draft: string,
  documents: ReadonlyMap<string, JsonValue> = new Map(),
): Readonly<Record<string, JsonValue>> | undefined {
  const problems = new Problems()
  const isObject = typeof schema === 'object' && schema !== null && !Array.isArray(schema)
  // A model that says nothing of its dialect is of AWS's.
  const model =
    draft === 'draft4'
      ? schema
      : isObject
        ? { $schema: SCHEMA_2020_12, ...schema }
        : { $schema: SCHEMA_2020_12, allOf: [schema] }
  const models = checkedModels(new Set(['M']), new Map([...documents, ['M', model as JsonValue]]), problems)
  return problems.errors.length === 0 ? JSON.parse(JSON.stringify(models)) : undefined
}

function judge(
  group: Group,
  schemas: Readonly<Record<string, JsonValue>>,
  count: { passed: number; judged: number },
): string[] {
  const validate = linkBodyModels({ $default: 'M' }, schemas)('application/json')
  return group.tests.flatMap(({ description, data, valid }) => {
    const fault = validate?.(JSON.stringify(data))
    count.judged++
    if ((fault === undefined) === valid) {
      count.passed++
      return []
    }
    return [`${group.description}: ${description}: ${fault ?? 'passes'}`]
  })
}
