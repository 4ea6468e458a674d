/**
 * What each keyword demands, in the words of AWS's engine, which `$context.error.validationErrorString` shows: the messages are those of
 * java-json-tools' json-schema-validator. Keywords that draft 4 lacks have words of our own.
 */
import type { JsonObject, JsonValue } from '../openapi/json-value.ts'
import { canonical, hasDuplicates, isMultipleOf, lengthOf } from './equality.ts'
import type { Report } from './report.ts'
import { safeRegex } from './safe-regex.ts'
import { type Dialect, isObject } from './schema.ts'

export type Check = (value: unknown, report: Report) => void

/** What a keyword is linked with. */
export interface KeywordContext {
  readonly schema: JsonObject
  readonly dialect: Dialect
  readonly link: (schema: JsonValue) => Check
}

/** Keyword's value → check; undefined where it demands nothing. */
type Keyword = (value: JsonValue, context: KeywordContext) => Check | undefined

const json = (value: unknown) => JSON.stringify(value)
const numberOf = (value: JsonValue) => Number(value)
const UNLIMITED = { steps: Number.POSITIVE_INFINITY }

/** As AWS tells them apart; a number without fraction is an integer. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

const onNumbers =
  (check: (value: number, report: Report) => void): Check =>
  (value, report) => {
    if (typeof value === 'number') check(value, report)
  }
const onTexts =
  (check: (value: string, report: Report) => void): Check =>
  (value, report) => {
    if (typeof value === 'string') check(value, report)
  }
const onLists =
  (check: (value: readonly unknown[], report: Report) => void): Check =>
  (value, report) => {
    if (Array.isArray(value)) check(value, report)
  }
const onObjects =
  (check: (value: JsonObject, report: Report) => void): Check =>
  (value, report) => {
    if (isObject(value)) check(value, report)
  }

const type: Keyword = (types) => {
  const allowed = new Set([types].flat().map(String))
  if (allowed.has('number')) allowed.add('integer')
  const shown = json([...allowed].sort())
  return (value, report) => {
    const found = typeOf(value)
    if (!allowed.has(found))
      report.fail(() => `instance type (${found}) does not match any allowed primitive type (allowed: ${shown})`)
  }
}

const oneOfValues =
  (values: readonly JsonValue[]): Check =>
  (value, report) => {
    if (!values.some((each) => each === value) && !holds(value, report))
      report.fail(() => `instance value (${json(value)}) not found in enum (possible values: ${json(values)})`)
    function holds(compound: unknown, { budget }: Report): boolean {
      if (typeof compound !== 'object' || compound === null) return false
      const text = canonical(compound, budget)
      return values.some((each) => typeof each === 'object' && canonical(each, UNLIMITED) === text)
    }
  }

const required: Keyword = (names) => {
  // A flag beside a property is of draft 3.
  if (!Array.isArray(names)) return undefined
  const sorted = names.map(String).sort()
  return onObjects((value, report) => {
    if (sorted.every((name) => Object.hasOwn(value, name))) return
    report.fail(() => {
      const missing = sorted.filter((name) => !Object.hasOwn(value, name))
      return `object has missing required properties (${json(missing)})`
    })
  })
}

const propertyDependency = (name: string, names: readonly string[]): Check => {
  const sorted = [...names].sort()
  return onObjects((value, report) => {
    if (!Object.hasOwn(value, name)) return
    const missing = sorted.filter((each) => !Object.hasOwn(value, each))
    if (missing.length > 0)
      report.fail(
        () =>
          `property "${name}" of object has missing property dependencies (schema requires ${json(sorted)}; missing: ${json(missing)})`,
      )
  })
}

const dependencies: Keyword = (value, { link }) => {
  const checks = Object.entries(value as JsonObject)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, demand]): Check => {
      if (Array.isArray(demand)) return propertyDependency(name, demand.map(String))
      const check = link(demand)
      return onObjects((object, report) => {
        if (Object.hasOwn(object, name)) check(object, report)
      })
    })
  return (object, report) => {
    for (const check of checks) check(object, report)
  }
}

const branches = (schemas: JsonValue, { link }: KeywordContext): Check[] =>
  [schemas].flat().map((schema) => link(schema as JsonValue))

function passes(check: Check, value: unknown, report: Report): boolean {
  const verdict = report.verdict()
  check(value, verdict)
  return !verdict.failed
}

const allOf: Keyword = (schemas, context) => {
  const checks = branches(schemas, context)
  return (value, report) => {
    const matched = checks.filter((check) => passes(check, value, report)).length
    if (matched < checks.length)
      report.fail(
        () => `instance failed to match all required schemas (matched only ${matched} out of ${checks.length})`,
      )
  }
}

const anyOf: Keyword = (schemas, context) => {
  const checks = branches(schemas, context)
  return (value, report) => {
    if (!checks.some((check) => passes(check, value, report)))
      report.fail(() => `instance failed to match at least one required schema among ${checks.length}`)
  }
}

const oneOf: Keyword = (schemas, context) => {
  const checks = branches(schemas, context)
  return (value, report) => {
    const matched = checks.filter((check) => passes(check, value, report)).length
    if (matched !== 1)
      report.fail(() => `instance failed to match exactly one schema (matched ${matched} out of ${checks.length})`)
  }
}

const not: Keyword = (schema, { link }) => {
  const check = link(schema)
  return (value, report) => {
    if (passes(check, value, report)) report.fail(() => 'instance matched a schema which it should not have')
  }
}

const condition: Keyword = (schema, { schema: owner, link }) => {
  const check = link(schema)
  const [then, otherwise] = [owner.then, owner.else].map((each) => (each === undefined ? undefined : link(each)))
  return (value, report) => (passes(check, value, report) ? then : otherwise)?.(value, report)
}

const pattern: Keyword = (source, { dialect }) => {
  const regex = safeRegex(String(source), dialect === '2020-12' ? 'u' : '')
  return onTexts((text, report) => {
    if (!regex.test(text, report.budget))
      report.fail(() => `ECMA 262 regex "${source}" does not match input string "${text}"`)
  })
}

const minimum: Keyword = (value, { schema }) => {
  const [least, exclusive] = [numberOf(value), schema.exclusiveMinimum === true]
  return onNumbers((number, report) => {
    if (number < least)
      report.fail(() => `numeric instance is lower than the required minimum (minimum: ${least}, found: ${number})`)
    else if (exclusive && number === least)
      report.fail(() => `numeric instance is not strictly greater than the required minimum ${least}`)
  })
}

const maximum: Keyword = (value, { schema }) => {
  const [most, exclusive] = [numberOf(value), schema.exclusiveMaximum === true]
  return onNumbers((number, report) => {
    if (number > most)
      report.fail(() => `numeric instance is greater than the required maximum (maximum: ${most}, found: ${number})`)
    else if (exclusive && number === most)
      report.fail(() => `numeric instance is not strictly lower than the required maximum ${most}`)
  })
}

/** A number of its own since draft 6; in draft 4 a flag beside `minimum`. */
const exclusiveMinimum: Keyword = (least) =>
  typeof least !== 'number'
    ? undefined
    : onNumbers((number, report) => {
        if (number <= least)
          report.fail(() => `numeric instance is not strictly greater than the required minimum ${least}`)
      })

const exclusiveMaximum: Keyword = (most) =>
  typeof most !== 'number'
    ? undefined
    : onNumbers((number, report) => {
        if (number >= most)
          report.fail(() => `numeric instance is not strictly lower than the required maximum ${most}`)
      })

const multipleOf: Keyword = (divisor) =>
  onNumbers((number, report) => {
    if (!isMultipleOf(number, numberOf(divisor)))
      report.fail(() => `remainder of division is not zero (${number} / ${divisor})`)
  })

const minLength: Keyword = (least) =>
  onTexts((text, report) => {
    if (text.length < 2 * numberOf(least) && lengthOf(text) < numberOf(least))
      report.fail(() => `string "${text}" is too short (length: ${lengthOf(text)}, required minimum: ${least})`)
  })

const maxLength: Keyword = (most) =>
  onTexts((text, report) => {
    if (text.length > numberOf(most) && lengthOf(text) > numberOf(most))
      report.fail(() => `string "${text}" is too long (length: ${lengthOf(text)}, maximum allowed: ${most})`)
  })

const minItems: Keyword = (least) =>
  onLists((list, report) => {
    if (list.length < numberOf(least))
      report.fail(
        () => `array is too short: must have at least ${least} elements but instance has ${list.length} elements`,
      )
  })

const maxItems: Keyword = (most) =>
  onLists((list, report) => {
    if (list.length > numberOf(most))
      report.fail(
        () => `array is too long: must have at most ${most} elements but instance has ${list.length} elements`,
      )
  })

const uniqueItems: Keyword = (unique) =>
  unique !== true
    ? undefined
    : onLists((list, report) => {
        if (hasDuplicates(list, report.budget)) report.fail(() => 'array must not contain duplicate elements')
      })

const minProperties: Keyword = (least) =>
  onObjects((value, report) => {
    const found = Object.keys(value).length
    if (found < numberOf(least))
      report.fail(() => `object has too few properties (found ${found} but schema requires at least ${least})`)
  })

const maxProperties: Keyword = (most) =>
  onObjects((value, report) => {
    const found = Object.keys(value).length
    if (found > numberOf(most))
      report.fail(() => `object has too many properties (found ${found} but schema requires at most ${most})`)
  })

const propertyNames: Keyword = (schema, { link }) => {
  const check = link(schema)
  return onObjects((value, report) => {
    const wrong = Object.keys(value).filter((name) => !passes(check, name, report))
    if (wrong.length > 0) report.fail(() => `object has properties whose names are not allowed: ${json(wrong.sort())}`)
  })
}

const contains: Keyword = (schema, { schema: owner, link }) => {
  const check = link(schema)
  const { minContains: least = 1, maxContains: most = Number.POSITIVE_INFINITY } = owner
  return onLists((list, report) => {
    const found = list.filter((item) => passes(check, item, report)).length
    if (found < numberOf(least) || found > numberOf(most))
      report.fail(() => `array has ${found} elements that match the schema in contains`)
  })
}

const dependentRequired: Keyword = (value, context) => dependencies(value, context)

/** What judges a value itself, before its members are looked at: by name, in whose order AWS's engine asks. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>(
  Object.entries({
    allOf,
    anyOf,
    dependencies,
    enum: (values: JsonValue) => oneOfValues([values].flat() as JsonValue[]),
    exclusiveMaximum,
    exclusiveMinimum,
    maxItems,
    maxLength,
    maxProperties,
    maximum,
    minItems,
    minLength,
    minProperties,
    minimum,
    multipleOf,
    not,
    oneOf,
    pattern,
    required,
    type,
    uniqueItems,
  }),
)

/** Those that draft 4 lacks. */
export const KEYWORDS_2020_12: ReadonlyMap<string, Keyword> = new Map<string, Keyword>(
  Object.entries({
    const: (value: JsonValue) => oneOfValues([value]),
    contains,
    dependentRequired,
    dependentSchemas: dependencies,
    if: condition,
    propertyNames,
  }),
)
