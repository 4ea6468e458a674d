/** AWS's limit for a document: 6 MB. */
export const LONGEST_DOCUMENT_BYTES = 6 * 1024 * 1024
/** Nesting of objects and lists. Real documents stay under 40. */
export const DEEPEST_NESTING = 128
/** Keys from the root to a value, together: every problem below them repeats them as its place. */
export const LONGEST_PLACE_CHARS = 10_000
/** A text counts as one value more for so many characters: repeating one long text weighs as much as repeating many short ones. */
export const CHARS_PER_VALUE = 32
/** Values that YAML aliases may add by repeating an anchor: ten small lines can otherwise stand for billions. */
export const MOST_ALIASED_VALUES = 200_000
/** Values that `$ref`s outside of schemas may add by repeating a target. */
export const MOST_REFERENCED_VALUES = 2_000_000
/** Values that a model may take in from the inside of other schemas. */
export const MOST_COPIED_VALUES = 200_000
