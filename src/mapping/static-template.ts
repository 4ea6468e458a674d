/** `$name`, `${name}`, `$!name`; a price like `$5` is none. */
const REFERENCE = /\$!?\{?[A-Za-z_]/
/** Directives that take parentheses, and those that stand alone; `#333`, `#fff` and `#settings` are none. */
const DIRECTIVE =
  /#\{?(?:@?[A-Za-z_]\w*\s*\(|(?:else|end|stop|break)\b(?!-)|(?:set|if|elseif|foreach|define|macro|parse|include|evaluate)\}?\s*\()/
/** `##`, `#*` and `#[[`. */
const COMMENT = /#[#*[]/
/** `\$` and `\#` lose their backslash when rendered. */
const ESCAPE = /\\[$#]/

/** Whether a mapping template is text that renders to itself. */
export function isStaticTemplate(text: string): boolean {
  return ![REFERENCE, DIRECTIVE, COMMENT, ESCAPE].some((pattern) => pattern.test(text))
}
