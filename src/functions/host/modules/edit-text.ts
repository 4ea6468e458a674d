/** Parts of a text replaced by others; what is between them stays as it is. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

export function editText(source: string, edits: readonly Edit[]): string {
  let text = ''
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    text += source.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return text + source.slice(at)
}
