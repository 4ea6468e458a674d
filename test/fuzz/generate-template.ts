/** Templates with bodies, from a seed: mostly sensible, now and then with what does not belong. */
import type { Random } from './random.ts'

const NAMES = ['a', 'b', 'c', 'item', 'my-var', 'x_1', 'body', 'missing']
const KEYS = ['a', 'b', 'id', 'name', 'list', 'n-1', 'size', 'empty', 'zz']
const WORDS = ['', 'abc', 'a,b,,c', ' x ', 'true', '42', '1.5', 'A-b', 'it', '<é/>', 'aaa', 'foo bar', 'k', '0']
const PATTERNS = ['a', '[a-c]', ',', '\\\\s+', 'a|b', '(a)(b)?', '\\\\d+', '^a', 'c$', '.', 'x*', '[^a]', '(?i)A', '-']
const REPLACEMENTS = ['', 'x', '$1', '<$0>', '\\\\$', '$2-']
const TEXTS = [
  'text ',
  '\n',
  '{"k": ',
  '}',
  ' ',
  ',\n  ',
  '5$',
  '#1',
  '\\',
  '$5',
  '.',
  'a.b',
  '"',
  "'",
  '$',
  '# ',
  '\t\n',
  '\\\\',
  '()',
  '[0]',
  '-',
]

export interface Case {
  readonly template: string
  readonly body: string
}

/** The number keeps the names of macros apart: the oracle remembers them from case to case. */
export function generateCase(random: Random, number: number): Case {
  const g = new Generator(random, number)
  const template = g.block(0)
  return {
    template: hasIdentity(template) ? template.replaceAll('hashCode()', 'toString()') : template,
    body: JSON.stringify(g.json(0)),
  }
}

/**
 * What `#define` makes and what `values()` gives have no hashCode of their own (javap: neither Velocity's Block.Reference nor Java's
 * LinkedHashMap.LinkedValues has one), so that theirs is the object's identity: the oracle answers `#define($d)x#end$d.hashCode()` and
 * `{"a":1}.values()` of the same map otherwise every time that one process renders them. Nothing can be compared with that.
 */
const hasIdentity = (template: string) => template.includes('#define') || template.includes('values()')

class Generator {
  private readonly random: Random
  private readonly caseNumber: number
  private macros = 0

  constructor(random: Random, number: number) {
    this.random = random
    this.caseNumber = number
  }

  json(depth: number): unknown {
    const { random } = this
    const kind = random.below(depth > 2 ? 5 : 8)
    if (depth === 0 || kind > 5) {
      const keys = random.some(1, 4, () => random.pick(KEYS))
      return Object.fromEntries(keys.map((key) => [key, this.json(depth + 1)]))
    }
    if (kind === 5) return random.some(0, 4, () => '').map(() => this.json(depth + 1))
    return [random.pick(WORDS), random.below(100) - 20, random.below(1000) / 8, random.chance(0.5), null][kind]
  }

  block(depth: number): string {
    return this.random.some(1, depth > 2 ? 2 : 6, () => this.statement(depth)).join('')
  }

  private statement(depth: number): string {
    const { random } = this
    const kind = random.below(depth > 3 ? 12 : 18)
    if (kind < 4) return random.pick(TEXTS)
    if (kind < 7) return this.printed(depth)
    if (kind < 11)
      return `${this.space()}#set(${this.space()}${this.target(depth)}${this.gap()}=${this.gap()}${this.expression(depth)})${this.after()}`
    if (kind === 11) return this.oddity()
    if (kind < 14) return this.conditional(depth)
    if (kind < 16) return this.loop(depth)
    return kind === 16 ? this.definition(depth) : this.macro(depth)
  }

  private space(): string {
    return this.random.pick(['', '', '', ' ', '  ', '\t'])
  }

  private gap(): string {
    return this.random.pick([' ', ' ', ' ', '', '  ', '\n'])
  }

  private after(): string {
    return this.random.pick(['', '', '\n', ' \n', ' ', '  '])
  }

  private oddity(): string {
    return this.random.pick([
      ...[
        '## comment\n',
        '##\n',
        '#* block $a *#',
        '#** doc *#',
        '#[[ $raw #if ]]#',
        '\\$a',
        '\\\\$a',
        '\\#set',
        '\\#foo',
        '#foo',
        '#foo($a)',
      ],
      ...[
        '$!',
        '${',
        '$!{',
        '$[',
        '$.',
        '#{else}',
        '${a',
        '$a.',
        '$a[',
        '#@',
        '#end',
        '#else',
        '\\\\#if(true)x#end',
        '$#a',
        '#$a',
        '$$a',
        '$a$b',
      ],
      ...[
        '#literal()$a#end',
        '$a.b.',
        '$\\!a',
        '#if',
        '#set',
        '#setx',
        '#ifx',
        '#endx',
        '#elsex',
        '#{foo}',
        'a#b',
        '$a-b',
        '$a_b.c',
        '#stop',
        '#break',
      ],
    ])
  }

  private printed(depth: number): string {
    const reference = this.reference(depth)
    if (this.random.chance(0.2)) return `$!${reference.slice(1)}`
    return this.random.chance(0.25) ? `\${${reference.slice(1)}}` : reference
  }

  private target(depth: number): string {
    const { random } = this
    const name = `$${random.pick(NAMES)}`
    const kind = random.below(10)
    if (kind < 7) return name
    if (kind < 8) return `${name}.${random.pick(KEYS)}`
    return `${name}[${this.index(depth)}]`
  }

  private index(depth: number): string {
    const { random } = this
    return random.pick([
      () => String(random.below(4) - 1),
      () => `"${random.pick(KEYS)}"`,
      () => `'${random.pick(KEYS)}'`,
      () => this.simple(depth),
    ])()
  }

  private simple(_depth: number): string {
    return `$${this.random.pick(NAMES)}`
  }

  private reference(depth: number): string {
    const { random } = this
    const steps = random.some(0, depth > 3 ? 1 : 3, () => this.step(depth + 1))
    return this.root() + steps.join('')
  }

  private root(): string {
    const { random } = this
    const kind = random.below(10)
    if (kind < 7) return `$${random.pick(NAMES)}`
    if (kind < 9) return `$input.path('$${random.pick(['', '.a', '.b', '.list', '.id', '.name', '.zz', '.a.b'])}')`
    return random.pick([
      '$velocityCount',
      '$foreach.index',
      '$foreach.hasNext',
      '$foreach.count',
      "$input.json('$.a')",
      '$foreach.last',
      '$velocityHasNext',
    ])
  }

  private step(depth: number): string {
    const { random } = this
    const kind = random.below(6)
    if (kind < 2) return `.${random.pick(KEYS)}`
    return kind === 2 ? `[${this.index(depth)}]` : `.${this.method(depth)}`
  }

  private method(depth: number): string {
    const { random } = this
    const text = () =>
      random.pick([() => `"${random.pick(WORDS)}"`, () => `'${random.pick(WORDS)}'`, () => this.simple(depth)])()
    const int = () => String(random.below(4))
    const value = () => this.argument(depth)
    const pattern = () => `"${random.pick(PATTERNS).replaceAll('\\\\', '\\')}"`
    const replacement = () => `'${random.pick(REPLACEMENTS).replaceAll('\\\\', '\\')}'`
    return random.pick([
      ...[
        'length()',
        'size()',
        'isEmpty()',
        'toString()',
        'trim()',
        'toUpperCase()',
        'toLowerCase()',
        'keySet()',
        'values()',
        'entrySet()',
      ],
      ...[
        `substring(${int()})`,
        `substring(${int()}, ${int()})`,
        `indexOf(${text()})`,
        `contains(${value()})`,
        `equals(${value()})`,
      ],
      ...[
        `startsWith(${text()})`,
        `endsWith(${text()})`,
        `concat(${text()})`,
        `replace(${text()}, ${text()})`,
        `lastIndexOf(${text()})`,
      ],
      ...[
        `replaceAll(${pattern()}, ${replacement()})`,
        `replaceFirst(${pattern()}, ${replacement()})`,
        `matches(${pattern()})`,
      ],
      ...[
        `split(${pattern()}).size()`,
        `split(${pattern()})[0]`,
        `charAt(${int()})`,
        `hashCode()`,
        `compareTo(${text()})`,
      ],
      ...[
        `get(${value()})`,
        `get(${int()})`,
        `put(${text()}, ${value()})`,
        `add(${value()})`,
        `remove(${value()})`,
        `containsKey(${text()})`,
      ],
      ...[
        `set(${int()}, ${value()})`,
        `add(${int()}, ${value()})`,
        `addAll([${value()}])`,
        `putAll({${text()}: ${value()}})`,
        'clear()',
      ],
      ...[
        'intValue()',
        'doubleValue()',
        'parseInt("12")',
        `equalsIgnoreCase(${text()})`,
        `subList(0, ${int()})`,
        `nothing(${value()})`,
      ],
      ...[
        `containsValue(${value()})`,
        `getOrDefault(${text()}, ${value()})`,
        `indexOf(${value()})`,
        `containsAll([${value()}])`,
      ],
    ])
  }

  /** What may stand as an argument or in a list: no arithmetic. */
  private argument(depth: number): string {
    const { random } = this
    const kind = random.below(depth > 3 ? 6 : 10)
    if (kind < 2) return this.simple(depth)
    if (kind < 4) return this.numeral()
    if (kind < 5) return `"${random.pick(WORDS)}"`
    if (kind < 6) return `'${random.pick(WORDS)}'`
    if (kind < 7) return this.interpolated(depth + 1)
    if (kind < 8) return this.list(depth + 1)
    if (kind < 9) return this.map(depth + 1)
    return this.reference(depth + 1)
  }

  private numeral(): string {
    const { random } = this
    return random.pick([
      () => String(random.below(20) - 5),
      () => `${random.below(9)}.${random.pick(['0', '5', '25'])}`,
      () => random.pick(['100', '-7', '0', '.5', 'true', 'false']),
    ])()
  }

  private interpolated(depth: number): string {
    const { random } = this
    const parts = random.some(0, 3, () =>
      random.pick([
        () => random.pick(WORDS),
        () => this.simple(depth),
        () => `\${${random.pick(NAMES)}}x`,
        () => ' ',
        () => '""',
        () => '$5',
        () => `$!${random.pick(NAMES)}.size()`,
      ])(),
    )
    return `"${parts.join('')}"`
  }

  private list(depth: number): string {
    const { random } = this
    if (random.chance(0.3)) return `[${random.below(4)}..${random.pick(['3', '-1', '5', '$a'])}]`
    return `[${random.some(0, 3, () => this.argument(depth)).join(', ')}]`
  }

  private map(depth: number): string {
    const { random } = this
    return `{${random.some(0, 3, () => `"${random.pick(KEYS)}"${random.pick([':', ': ', ' : '])}${this.argument(depth)}`).join(', ')}}`
  }

  private expression(depth: number): string {
    const { random } = this
    const kind = random.below(depth > 3 ? 4 : 8)
    if (kind < 4) return this.argument(depth)
    const operator = random.pick([
      '+',
      '+',
      '-',
      '*',
      '/',
      '%',
      '==',
      '!=',
      '<',
      '>',
      '<=',
      '>=',
      '&&',
      '||',
      'eq',
      'and',
      'gt',
      'ne',
      'or',
    ])
    if (kind < 6) return `${this.expression(depth + 1)} ${operator} ${this.expression(depth + 1)}`
    if (kind < 7) return `(${this.expression(depth + 1)})`
    return `${random.pick(['!', 'not '])}${this.expression(depth + 1)}`
  }

  private conditional(depth: number): string {
    const { random } = this
    const branches = random
      .some(0, 2, () => `#elseif(${this.expression(depth)})${this.after()}${this.block(depth + 1)}`)
      .join('')
    const last = random.chance(0.5) ? `${random.pick(['#else', '#{else}'])}${this.after()}${this.block(depth + 1)}` : ''
    return `#if${this.space()}(${this.space()}${this.expression(depth)}${this.space()})${this.after()}${this.block(depth + 1)}${branches}${last}#end${this.after()}`
  }

  private loop(depth: number): string {
    const { random } = this
    const over = random.pick([
      () => this.list(depth),
      () => this.reference(depth),
      () => this.map(depth),
      () => this.reference(depth),
    ])()
    const end = random.pick(['', '', '', '#break', '#if($foreach.hasNext), #end', '#if($velocityCount > 2)#break#end'])
    return `#foreach(${this.space()}$${random.pick(NAMES)} in ${over})${this.after()}${this.block(depth + 1)}${end}#end${this.after()}`
  }

  private definition(depth: number): string {
    const name = `d${this.random.below(2)}`
    return `#define($${name})${this.block(depth + 3)}#end${this.random.pick(['', `$${name}`, `[$!${name}]`, `#set($a = $${name})`])}`
  }

  private macro(depth: number): string {
    const { random } = this
    const name = `m${this.caseNumber}_${this.macros++}`
    const parameters = random.some(0, 2, () => `$${random.pick(NAMES)}`)
    const call = `#${name}(${random.some(0, 3, () => this.argument(depth + 1)).join(' ')})`
    return `#macro(${name} ${parameters.join(' ')})${this.block(depth + 3)}#end${call}`
  }
}
