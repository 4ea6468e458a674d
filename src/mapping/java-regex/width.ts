import type { RegexNode } from './node.ts'

/** UTF-16 units that a match of a node takes. */
export interface Width {
  readonly min: number
  readonly max: number
}

const NONE: Width = { min: 0, max: 0 }

export function widthOf(node: RegexNode): Width {
  switch (node.kind) {
    case 'text':
      return { min: node.text.length, max: node.text.length }
    case 'character':
      return { min: 1, max: 2 }
    case 'sequence':
      return node.nodes.map(widthOf).reduce((a, b) => ({ min: a.min + b.min, max: a.max + b.max }), NONE)
    case 'choice':
      return node.nodes.map(widthOf).reduce((a, b) => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }))
    case 'repeat': {
      const { min, max } = widthOf(node.node)
      return { min: min * node.min, max: max === 0 ? 0 : max * node.max }
    }
    case 'group':
    case 'atomic':
      return widthOf(node.node)
    case 'reference':
      return { min: 0, max: Number.POSITIVE_INFINITY }
    default:
      return NONE
  }
}
