/** Tokens one by one, fetched no earlier than the grammar looks at them: what is looked at sets the lexer's state. */
import { Lexer } from './lexer.ts'
import { placeOf, TemplateError } from './template-error.ts'
import type { Kind, Token } from './token.ts'

export class TokenStream {
  readonly lexer: Lexer
  /** The token that was taken last. */
  last: Token = { kind: 'EOF', image: '', before: '', offset: 0, next: undefined }

  constructor(text: string) {
    this.lexer = new Lexer(text)
  }

  /** The token to come. */
  peek(): Token {
    return this.after(this.last)
  }

  after(token: Token): Token {
    token.next ??= this.lexer.next()
    return token.next
  }

  is(kind: Kind): boolean {
    return this.peek().kind === kind
  }

  /** Takes the token to come. */
  take(): Token {
    this.last = this.peek()
    return this.last
  }

  /** Takes it when it is of that kind. */
  accept(kind: Kind): Token | undefined {
    return this.is(kind) ? this.take() : undefined
  }

  expect(kind: Kind, what: string): Token {
    return this.accept(kind) ?? this.fail(`${what} expected`)
  }

  /** Throws TemplateError at the token to come. */
  fail(message: string): never {
    const token = this.peek()
    const found = token.kind === 'EOF' ? 'the template ends' : `found ${JSON.stringify(token.image.slice(0, 40))}`
    throw this.error(`${message}, ${found}`, token.offset)
  }

  error(message: string, offset: number): TemplateError {
    return new TemplateError(message, placeOf(this.lexer.text, offset))
  }
}
