/**
 * A mapping template rendered by our engine and by velocityjs, in one process, with bodies of 1 KB and 50 KB.
 * The engines take turns, and the median of the rounds counts. velocityjs gets plain functions for `$input`.
 */
import { performance } from 'node:perf_hooks'
import velocityjs from 'velocityjs'
import { inputObject } from '../src/mapping/input.ts'
import { UTIL } from '../src/mapping/util.ts'
import type { Value } from '../src/mapping/values.ts'
import { linkTemplate } from '../src/mapping/velocity/link-template.ts'
import { parseTemplate } from '../src/mapping/velocity/parse-template.ts'
import { median } from './load.ts'

const ROUNDS = 15
const MILLIS_A_ROUND = 60

const TEMPLATE = `#set($root = $input.path('$'))
{
  "total": $root.items.size(),
  "items": [
#foreach($item in $root.items)
    {
      "id": "$item.id",
      "name": "$item.name.toUpperCase()",
#if($item.price > 50)
      "class": "dear",
#else
      "class": "cheap",
#end
      "tags": [#foreach($tag in $item.tags)"$tag"#if($foreach.hasNext), #end#end]
    }#if($foreach.hasNext),#end

#end
  ]
}`

/** A body of about so many characters. */
function bodyOf(characters: number): string {
  const items: unknown[] = []
  for (let id = 0; JSON.stringify({ items }).length < characters; id++) {
    items.push({ id, name: `item number ${id}`, price: (id * 7) % 100, tags: ['new', 'blue', `t${id % 10}`] })
  }
  return JSON.stringify({ items })
}

const { template } = parseTemplate(TEMPLATE)
if (template === undefined) throw new Error('The template of the benchmark does not parse')
const linked = linkTemplate(template)

const none = () => ({ path: [], querystring: [], header: [] })

function ours(body: string): string {
  return linked(
    new Map<string, Value>([
      ['input', inputObject(body, none)],
      ['util', UTIL],
    ]),
  )
}

const tree = velocityjs.parse(TEMPLATE)

/** The tree is made once, as ours is; the body is parsed each time, as ours is. */
function theirs(body: string): string {
  return new velocityjs.Compile(tree).render({ input: { path: () => JSON.parse(body) } })
}

/** Microseconds for one rendering. */
function measure(render: (body: string) => string, body: string): number {
  const started = performance.now()
  let count = 0
  while (performance.now() - started < MILLIS_A_ROUND) {
    render(body)
    count++
  }
  return ((performance.now() - started) * 1000) / count
}

/** A body of one size, rendered by both. */
export interface TemplateRow {
  readonly kilobytes: number
  /** Microseconds for one rendering, the body's parsing included. */
  readonly ours: number
  readonly theirs: number
}

/** Both engines by turns, in this process. Throws when they render different things. */
export function templateRows(): TemplateRow[] {
  return [1, 50].map((kilobytes) => {
    const body = bodyOf(kilobytes * 1_000)
    const same = JSON.stringify(JSON.parse(ours(body))) === JSON.stringify(JSON.parse(theirs(body)))
    if (!same) throw new Error('The engines render different things')
    const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
    for (let round = 0; round < ROUNDS; round++) {
      times.ours.push(measure(ours, body))
      times.theirs.push(measure(theirs, body))
    }
    return { kilobytes, ours: median(times.ours), theirs: median(times.theirs) }
  })
}
