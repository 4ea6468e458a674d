/** A parsed template. Offsets are those of the template's own text, also within strings. */

export type Block = readonly Statement[]

export type Statement =
  | { readonly is: 'text'; readonly text: string; readonly offset?: number }
  | ReferenceNode
  | { readonly is: 'set'; readonly target: ReferenceNode; readonly value: Expression; readonly offset: number }
  | { readonly is: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Block }
  | {
      readonly is: 'foreach'
      readonly element: string
      readonly over: Expression
      readonly body: Block
      readonly offset: number
    }
  | { readonly is: 'define'; readonly name: string; readonly body: Block; readonly offset: number }
  | { readonly is: 'macro'; readonly macro: MacroDefinition }
  | MacroCall
  | { readonly is: 'break'; readonly scope: Expression | undefined; readonly offset: number }
  | { readonly is: 'stop' }

export interface Branch {
  readonly condition: Expression
  readonly body: Block
}

export interface MacroDefinition {
  readonly name: string
  readonly parameters: readonly string[]
  readonly body: Block
}

/** `#name(…)`: prints itself where there is no such macro. */
export interface MacroCall {
  readonly is: 'call'
  readonly name: string
  readonly arguments: readonly Expression[]
  /** `#@name(…) … #end`. */
  readonly body: Block | undefined
  readonly literal: string
  /** What stands in the template for each argument. */
  readonly literals: readonly string[]
  /** A bare word among the arguments, which a macro that exists does not take. */
  readonly badArgument: string | undefined
  readonly offset: number
}

export interface ReferenceNode {
  readonly is: 'reference'
  readonly root: string
  readonly path: readonly PathStep[]
  /** Printed before the value: `#` of `#$a`, and backslashes that escape each other. */
  readonly prefix: string
  /** `\$a`: printed instead of the value. */
  readonly escaped: string | undefined
  /** What stands in the template. */
  readonly literal: string
  /** A name that no `$` begins: printed as it is. */
  readonly runt: boolean
  /** `$\!a` is no reference to anything. */
  readonly computable: boolean
  readonly offset: number
}

export type PathStep =
  | { readonly is: 'property'; readonly name: string; readonly offset: number }
  | { readonly is: 'method'; readonly name: string; readonly arguments: readonly Expression[]; readonly offset: number }
  | { readonly is: 'index'; readonly index: Expression; readonly offset: number }

export type Expression =
  | ReferenceNode
  | { readonly is: 'string'; readonly text: string }
  | { readonly is: 'interpolation'; readonly body: Block; readonly trim: boolean }
  | { readonly is: 'integer'; readonly value: number | bigint }
  | { readonly is: 'double'; readonly value: number }
  | { readonly is: 'boolean'; readonly value: boolean }
  | { readonly is: 'word'; readonly text: string }
  | { readonly is: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly is: 'list'; readonly items: readonly Expression[] }
  | { readonly is: 'range'; readonly from: Expression; readonly to: Expression; readonly offset: number }
  | { readonly is: 'not'; readonly operand: Expression }
  | BinaryExpression

export interface BinaryExpression {
  readonly is: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
  /** What stands in the template for the operands: printed by `+` where one has no value. */
  readonly literals: readonly [string, string]
  readonly offset: number
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&&' | '||'

export interface Template {
  readonly text: string
  readonly body: Block
}
