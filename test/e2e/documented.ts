/** The commands of a document: its fenced `sh` blocks, with what each is said to print. */

/**
 * A block of commands.
 * `here`: typed one after the other; `own-terminal`: goes on beside the others; `no-test`: cannot run in a test.
 */
export interface CommandBlock {
  readonly kind: 'here' | 'own-terminal' | 'no-test'
  /** Line of the document, from 1. */
  readonly line: number
  readonly commands: readonly Command[]
  /** Lines of the `text` block behind it. */
  readonly prints: readonly string[]
}

export interface Command {
  readonly text: string
  /** 0, or what the comment `# exit code N` says. */
  readonly exitCode: number
}

export interface Document {
  readonly blocks: readonly CommandBlock[]
  /** Files that the reader is told to save: a block `yaml NAME`, `velocity NAME` or `js NAME`. */
  readonly files: ReadonlyMap<string, string>
}

/** Fences of all languages, so that none is taken for the end of another. */
const FENCE = /^```(\w*)(?: (\S+))?\n([\s\S]*?)^```$/gm
const EXIT_CODE = /\s+# exit code (\d+)$/

/** Throws when a block has a tag that is not known. */
export function readDocument(markdown: string): Document {
  const blocks: CommandBlock[] = []
  const files = new Map<string, string>()
  for (const { 1: language, 2: tag = 'here', 3: text = '', index } of markdown.matchAll(FENCE)) {
    const line = markdown.slice(0, index).split('\n').length
    if (/^(?:yaml|velocity|js)$/.test(language ?? '') && tag !== 'here') files.set(tag, text)
    else if (language === 'sh') blocks.push({ kind: kindOf(tag, line), line, commands: commandsOf(text), prints: [] })
    else if (language === 'text') blocks.push(printing(blocks.pop(), text, line))
  }
  return { blocks, files }
}

function kindOf(tag: string, line: number): CommandBlock['kind'] {
  if (tag === 'here' || tag === 'own-terminal' || tag === 'no-test') return tag
  throw new Error(`line ${line}: no block of commands has the tag ${tag}`)
}

function printing(block: CommandBlock | undefined, text: string, line: number): CommandBlock {
  if (block === undefined) throw new Error(`line ${line}: no command stands before what is printed`)
  return { ...block, prints: text.split('\n').filter((each) => each.trim() !== '') }
}

/** A command ends with its line, unless the line ends with a backslash. */
const commandsOf = (text: string): Command[] =>
  text
    .split(/(?<!\\)\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => ({ text: line.replace(EXIT_CODE, ''), exitCode: Number(EXIT_CODE.exec(line)?.[1] ?? 0) }))

/** The id that documents show for the reader's own. */
export const SAMPLE_ID = 'a1b2c3d4e5'
const ID = '[a-z0-9]{10}'

/**
 * The first documented line that the output does not have after those before it; undefined when all are there. Blanks count as one,
 * `…` is any text, and so is the end of a line that goes on. `idOf` gets the id that stands where the document shows its own.
 */
export function missingLine(
  output: string,
  prints: readonly string[],
  id: string | undefined,
  idOf: (id: string) => void,
): string | undefined {
  const lines = output.split('\n').map(oneBlank)
  let known = id
  let from = 0
  for (const printed of prints) {
    const pattern = patternOf(oneBlank(printed), known)
    const at = lines.findIndex((line, i) => i >= from && pattern.test(line))
    if (at === -1) return printed
    const found = pattern.exec(lines[at] ?? '')?.groups?.id
    if (found !== undefined) idOf(found)
    known ??= found
    from = at + 1
  }
  return undefined
}

const oneBlank = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

function patternOf(printed: string, id: string | undefined): RegExp {
  const text = printed.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll('…', '.*')
  const [before = '', ...after] = text.split(SAMPLE_ID)
  if (after.length === 0) return new RegExp(`^${text}`)
  return new RegExp(`^${before}${id ?? `(?<id>${ID})`}${after.join(id ?? '\\k<id>')}`)
}
