import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Problems } from '../../src/lib/problems.ts'
import type { JsonValue } from '../../src/openapi/json-value.ts'
import { linkBodyModels } from '../../src/validation/body-model.ts'
import { checkedModels } from '../../src/validation/model-faults.ts'
import { SCHEMA_2020_12 } from '../../src/validation/schema.ts'

// JSON-Schema-Test-Suite, what is required of each dialect, where it is at hand. A schema is either refused at deployment, with its place,
// or judges every value as the suite says.

interface Group {
  readonly description: string
  readonly schema: JsonValue
  readonly tests: readonly { readonly description: string; readonly data: JsonValue; readonly valid: boolean }[]
}

const FOLDER = resolve(import.meta.dirname, '../../../shared/suites/json-schema-test-suite/tests')

const REMOTE = 'refers to a document elsewhere, which AWS allows no model to do'
const METASCHEMA = 'refers to the dialect itself, which is a document elsewhere'

/** File, and the group's description where not all of the file is meant → why such models are refused at deployment. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  draft4: {
    'refRemote.json': REMOTE,
    'definitions.json': METASCHEMA,
    'ref.json: remote ref, containing refs itself': METASCHEMA,
  },
  'draft2020-12': {
    'refRemote.json': REMOTE,
    'defs.json': METASCHEMA,
    'ref.json: remote ref, containing refs itself': METASCHEMA,
    'vocabulary.json': REMOTE,
    'dynamicRef.json': '$dynamicRef is not served',
    'unevaluatedItems.json: unevaluatedItems with $dynamicRef': '$dynamicRef is not served',
    'unevaluatedProperties.json: unevaluatedProperties with $dynamicRef': '$dynamicRef is not served',
  },
}

/** Of all required tests, so many per cent. */
const LEAST_PER_CENT = 99

for (const draft of ['draft4', 'draft2020-12']) {
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
        const schemas = deployed(group.schema, draft)
        const reason = REFUSED[draft]?.[file] ?? REFUSED[draft]?.[`${file}: ${group.description}`]
        if (schemas === undefined && reason !== undefined) count.refused += group.tests.length
        else if (schemas === undefined) wrong.push(`${group.description}: refused`)
        else wrong.push(...judge(group, schemas, count))
      }
      expect(wrong).toEqual([])
    })

    it(`passes at least ${LEAST_PER_CENT} % of what is not refused at deployment`, () => {
      console.log(
        `${draft}: ${count.passed} of ${count.judged} pass; ${count.refused} are of models refused at deployment`,
      )
      expect((100 * count.passed) / count.judged).toBeGreaterThanOrEqual(LEAST_PER_CENT)
    })
  })
}

/** The model as a deployment has it; undefined when it is refused. */
function deployed(schema: JsonValue, draft: string): Readonly<Record<string, JsonValue>> | undefined {
  const problems = new Problems()
  const isObject = typeof schema === 'object' && schema !== null && !Array.isArray(schema)
  // A model that says nothing of its dialect is of AWS's.
  const model =
    draft === 'draft4'
      ? schema
      : isObject
        ? { $schema: SCHEMA_2020_12, ...schema }
        : { $schema: SCHEMA_2020_12, allOf: [schema] }
  const models = checkedModels(new Set(['M']), new Map([['M', model as JsonValue]]), problems)
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
