/** Whether a class has a code point. */
export type CharacterTest = (code: number) => boolean

/** How a repetition goes on: as often as it can, as seldom as it can, or as often as it can without ever giving back. */
export type Greed = 'greedy' | 'lazy' | 'possessive'

/** A parsed regular expression. Flags are already in it: case in the characters, `m` and `s` in anchors and dots. */
export type RegexNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'sequence'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly node: RegexNode; readonly index: number }
  | { readonly kind: 'atomic'; readonly node: RegexNode }
  | { readonly kind: 'look'; readonly node: RegexNode; readonly ahead: boolean; readonly negative: boolean }
  | {
      readonly kind: 'repeat'
      readonly node: RegexNode
      readonly min: number
      readonly max: number
      readonly greed: Greed
    }
  | { readonly kind: 'reference'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly kind: 'anchor'; readonly holds: Anchor }

/** Whether a place in the text is what the anchor asks for. `from` is where the last match ended. */
export type Anchor = (text: string, at: number, from: number) => boolean

export interface Regex {
  readonly node: RegexNode
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
}

/** A pattern that Java refuses, or that this version does not know. Never leaves java-pattern.ts. */
export class RegexFault extends Error {}
