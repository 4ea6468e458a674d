/** What the parts of the parser share. */
import type { Expression } from './ast.ts'
import { MAX_NESTING } from './budgets.ts'
import type { TemplateError } from './template-error.ts'
import { TemplateError as Failure, placeOf } from './template-error.ts'
import { TokenStream } from './token-stream.ts'

/** Directives beside the control words. */
const DIRECTIVES = new Set(['foreach', 'include', 'parse', 'macro', 'literal', 'evaluate', 'break', 'define', 'stop'])

export class ParserContext {
  readonly tokens: TokenStream
  /** Where this text begins in the template: strings are templates of their own. */
  readonly base: number
  readonly macroNames: Set<string>
  /** What stands in the template for an expression that may have no value. */
  readonly literals = new WeakMap<Expression, string>()
  private depth: number
  private readonly whole: string

  constructor(text: string, parent?: ParserContext, offset = 0) {
    this.tokens = new TokenStream(text)
    this.base = parent === undefined ? 0 : parent.base + offset
    this.macroNames = parent?.macroNames ?? new Set()
    this.depth = parent?.depth ?? 0
    this.whole = parent?.whole ?? text
  }

  isDirective(name: string): boolean {
    return DIRECTIVES.has(name) || this.macroNames.has(name)
  }

  /** Throws TemplateError when brackets, blocks and strings nest too deep. */
  nested<Result>(parse: () => Result): Result {
    if (++this.depth > MAX_NESTING) throw this.error(`More than ${MAX_NESTING} levels`, this.tokens.peek().offset)
    const result = parse()
    this.depth--
    return result
  }

  /** An error at an offset of this text. */
  error(message: string, offset: number): TemplateError {
    return new Failure(message, placeOf(this.whole, this.base + offset))
  }
}
