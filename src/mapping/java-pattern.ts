/** Java's regular expressions. */
export interface JavaPattern {
  /** Whether the whole text matches. */
  matches(text: string): boolean
}

/** Pattern → matcher; a text says why there is none. */
export function compileJavaPattern(pattern: string, flags = ''): JavaPattern | string {
  try {
    const regExp = new RegExp(`^(?:${pattern})$`, flags)
    return { matches: (text) => regExp.test(text) }
  } catch {
    return `The regular expression ${pattern} is not valid`
  }
}
