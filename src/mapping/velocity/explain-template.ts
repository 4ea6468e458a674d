/** Rendering with an account of where each part of the output came from. */
import type { Template } from './ast.ts'
import { linkTemplate, type Scope } from './link-template.ts'
import type { Watch } from './linker.ts'
import { type Place, placeOf } from './template-error.ts'

/** A part of the output, and what of the template printed it. */
export interface Part extends Place {
  /** Offsets into the output, in characters. */
  readonly start: number
  readonly end: number
  /** A reference or the call of a macro as it stands in the template; absent for text. */
  readonly source?: string
}

export interface Explained {
  readonly output: string
  /** In the order of the output, which they cover without a gap. */
  readonly parts: readonly Part[]
}

/** Renders a template once. What a macro or a definition prints counts as what stands in it. Throws TemplateError. */
export function explainTemplate(template: Template, scope: Scope): Explained {
  const parts: Part[] = []
  const watch: Watch = (statement, render) => {
    if (statement.is !== 'text' && statement.is !== 'reference' && statement.is !== 'call') return render
    const place = placeOf(template.text, statement.offset ?? 0)
    const source = statement.is === 'text' ? undefined : statement.literal
    return (r) => {
      const [start, before] = [r.out.length, parts.length]
      render(r)
      const end = r.out.length
      // What is captured is printed later, by the reference that asks for it; what was printed within has its own places.
      if (r.captures > 0 || end === start || parts.length > before) return
      parts.push({ start, end, ...place, ...(source !== undefined && { source }) })
    }
  }
  return { output: linkTemplate(template, watch)(scope), parts }
}
