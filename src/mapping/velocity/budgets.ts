/**
 * What one template may spend. A template that needs more is an error with its place, never a hang: whoever writes templates shares the
 * isolate with others.
 */

/**
 * Statements, loop turns, calls, and work in proportion to the size of what is worked on: some 100 ns each in a new isolate, so that a
 * hostile template ends within 50 ms.
 */
export const MAX_STEPS = 300_000
/** And for each UTF-16 unit of a body that the template has: as long as it takes to read it a few times. */
export const STEPS_A_BODY_CHARACTER = 4
/** UTF-16 units of what a template prints, and of any one text it makes: AWS's payload limit is 10 MB. */
export const MAX_OUTPUT = 10 * 1024 * 1024
/** Levels of maps and lists that are printed or compared: Java overflows its stack where this is an error. */
export const MAX_VALUE_DEPTH = 100
/** Levels of brackets, blocks and strings in strings in a template's own text. */
export const MAX_NESTING = 200
/** Turns of one `#foreach`: AWS's quota. Velocity ends the loop there and goes on. */
export const MAX_FOREACH_TURNS = 1000
/** Macros that call macros: `velocimacro.max.depth`. */
export const MAX_MACRO_DEPTH = 20
/** A `#define` that renders itself: `directive.define.max.depth`. */
export const MAX_DEFINE_DEPTH = 2
/** Bits of a whole number that is calculated; Java's BigInteger has no bounds. */
export const MAX_NUMBER_BITS = 2048
/** UTF-16 units of a template: AWS's quota of 300 KB. */
export const MAX_TEMPLATE = 300 * 1024
