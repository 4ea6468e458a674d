/**
 * Values as mapping templates and JSONPath see them: Java's, not JavaScript's. Maps keep their order and their own keys alone, whole
 * numbers and doubles differ (`2` prints `2`, `2.0` prints `2.0`), text is text.
 */
export type Value = null | boolean | string | WholeNumber | JavaDouble | Value[] | ValueMap | HostObject

/** Java's Integer and Long; a bigint where a number would lose digits (a large Long, BigInteger). */
export type WholeNumber = number | bigint

/** A list that a template made (ArrayList), which prints `[a, b]`. A plain array is a list of JSON (JSONArray), which prints as JSON. */
export class ArrayList extends Array<Value> {}

/** A JSON object or a map of a template (LinkedHashMap). */
export type ValueMap = Map<Value, Value>

/** A map within `$context`, which prints nothing (recorded: `$context.identity`, `$context.requestOverride`). */
export class SilentMap extends Map<Value, Value> {}

/** Java's Double. */
export class JavaDouble {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/** Java's BigDecimal, as JSON has it for a fraction of more than 18 characters: prints its digits, calculates as a double. */
export class JavaDecimal extends JavaDouble {
  readonly text: string

  constructor(text: string) {
    super(Number(text))
    this.text = text
  }
}

/** What work is taken from, in steps of some 100 ns. Below zero it is spent. */
export interface Budget {
  left: number
}

/**
 * What a template may reach beside plain values: `$input`, `$util`, `$context`. Members and methods are found by these functions alone,
 * so that no template ever sees a JavaScript object, its prototype or its constructor.
 */
export abstract class HostObject {
  /** Steps that a template may take more because it has this one: for a long body. */
  readonly allowance: number = 0
  /** `$input.body`; undefined when there is none of that name. */
  abstract member(name: string): Value | undefined
  /** `$input.json('$.a')`; undefined when there is no such method with so many arguments. */
  abstract call(name: string, args: readonly Value[], budget?: Budget): Value | undefined
  /** What the object itself prints. */
  abstract print(): string
  /** `#set($context.responseOverride.status = 201)`; false when the member cannot be set. */
  setMember(_name: string, _value: Value): boolean {
    return false
  }
  /** `$input.body.name`: a property of the text that the member `text` is; undefined when there is none. */
  textMember(_text: string, _name: string): Value | undefined {
    return undefined
  }
}
