/** Statements → functions that print. */
import { MappingFault } from '../mapping-fault.ts'
import type { Block, Branch, Expression, MacroCall, ReferenceNode, Statement } from './ast.ts'
import { MAX_DEFINE_DEPTH, MAX_MACRO_DEPTH } from './budgets.ts'
import { DefinedBlock } from './defined-block.ts'
import { linkExpression, linkTest } from './link-expression.ts'
import { linkForeach } from './link-foreach.ts'
import { linkReference, linkSet } from './link-reference.ts'
import type { LinkedMacro, Linker, Render } from './linker.ts'
import { BreakSignal, type Evaluate, type Frame, type Run, StopSignal } from './run.ts'

export function linkBlock(block: Block, l: Linker): Render {
  const parts = block.map((statement) => watched(statement, l)).filter((part) => part !== undefined)
  const [first, second] = parts
  if (first === undefined) return () => {}
  if (second === undefined) return first
  return (r) => {
    r.spend(parts.length)
    for (const part of parts) part(r)
  }
}

function watched(statement: Statement, l: Linker): Render | undefined {
  const render = linkStatement(statement, l)
  return render === undefined || l.watch === undefined ? render : l.watch(statement, render)
}

function linkStatement(statement: Statement, l: Linker): Render | undefined {
  switch (statement.is) {
    case 'text':
      return statement.text === '' ? undefined : (r) => r.write(statement.text)
    case 'reference':
      return linkPrint(statement, l)
    case 'set':
      return linkSet(statement, l)
    case 'if':
      return linkIf(statement.branches, statement.otherwise, l)
    case 'foreach':
      return linkForeach(statement, l)
    case 'define':
      return linkDefine(statement.name, statement.body, l)
    case 'macro': {
      const { name, parameters, body } = statement.macro
      const slots = parameters.map((parameter) => l.slot(parameter))
      const macro = { names: parameters, parameters: slots, body: linkBlock(body, l) }
      if (!l.macros.has(name)) l.macros.set(name, macro)
      return undefined
    }
    case 'call':
      return linkCall(statement, l)
    case 'break':
      return linkBreak(statement.scope, statement.offset, l)
    case 'stop':
      return () => {
        throw new StopSignal()
      }
  }
}

function linkPrint(node: ReferenceNode, l: Linker): Render {
  if (node.runt) return (r) => r.write(node.root)
  const { prefix, escaped, literal } = node
  const value = linkReference(node, l)
  if (escaped !== undefined) {
    return (r) => {
      value(r)
      r.write(prefix + r.literalOf(escaped))
    }
  }
  // Those before what is not there escape nothing.
  const backslashes = /^\\*/.exec(prefix)?.[0] ?? ''
  return (r) => {
    const found = value(r)
    if (typeof found === 'string') r.write(prefix === '' ? found : prefix + found)
    // A definition that renders itself too deep prints its name.
    else if (found instanceof DefinedBlock) found.render(r) || r.write(backslashes + prefix + r.literalOf(literal))
    else r.write(prefix + r.print(found))
  }
}

function linkIf(branches: readonly Branch[], otherwise: Block, l: Linker): Render {
  const tests = branches.map(({ condition, body }) => [linkTest(condition, l), linkBlock(body, l)] as const)
  const last = linkBlock(otherwise, l)
  return (r) => {
    for (const [test, body] of tests) {
      r.spend(1)
      if (test(r)) return body(r)
    }
    last(r)
  }
}

function linkDefine(name: string, block: Block, l: Linker): Render {
  const slot = l.slot(name)
  const body = linkBlock(block, l)
  return (r) => r.set(slot, new DefinedBlock(r, body, MAX_DEFINE_DEPTH))
}

function linkBreak(expression: Expression | undefined, offset: number, l: Linker): Render {
  const scope = expression === undefined ? undefined : linkExpression(expression, l)
  return (r) => {
    const value = scope?.(r)
    r.at = offset
    if (scope !== undefined && !(value !== null && typeof value === 'object' && 'index' in value)) {
      throw new MappingFault('badArgument', '#break takes a loop: $foreach')
    }
    throw new BreakSignal(value)
  }
}

function linkCall(call: MacroCall, l: Linker): Render {
  const args = call.arguments.map((argument, at) => ({
    evaluate: linkArgument(argument, l),
    constant: isConstant(argument),
    literal: call.literals[at] ?? '',
  }))
  const content = call.body === undefined ? undefined : { slot: l.slot('bodyContent'), body: linkBlock(call.body, l) }
  return (r) => {
    const macro = l.macros.get(call.name)
    if (macro === undefined) return r.write(call.literal)
    r.at = call.offset
    if (call.badArgument !== undefined)
      throw new MappingFault('badArgument', `#${call.name} takes no bare word: ${call.badArgument}`)
    if (r.macroDepth >= MAX_MACRO_DEPTH)
      throw new MappingFault('budget', `Macros call macros more than ${MAX_MACRO_DEPTH} deep`)
    const frame = frameFor(r, macro, args)
    if (content !== undefined) frame.local.set(content.slot, new DefinedBlock(r, content.body, MAX_DEFINE_DEPTH))
    callMacro(r, macro, frame)
  }
}

/** A variable is handed on as it is, null as null. */
function linkArgument(argument: Expression, l: Linker): Evaluate {
  if (argument.is !== 'reference' || argument.path.length > 0 || argument.runt || !argument.computable)
    return linkExpression(argument, l)
  const slot = l.slot(argument.root)
  return (r) => r.get(slot)
}

const isConstant = ({ is }: Expression) => is === 'integer' || is === 'double' || is === 'boolean'

interface LinkedArgument {
  readonly evaluate: Evaluate
  readonly constant: boolean
  readonly literal: string
}

/** Constants are given by value, all else by name. */
function frameFor(r: Run, macro: LinkedMacro, args: readonly LinkedArgument[]): Frame {
  const frame: Frame = { local: new Map(), parameters: new Map(), literals: new Map(), outer: r.frame }
  for (const [at, slot] of macro.parameters.entries()) {
    const argument = args[at]
    if (argument?.constant) frame.local.set(slot, argument.evaluate(r))
    else if (argument !== undefined) {
      frame.parameters.set(slot, argument.evaluate)
      frame.literals.set(`$${macro.names[at]}`, argument.literal)
    }
  }
  return frame
}

/** Frames and their maps are made for each. */
const STEPS_A_CALL = 5

function callMacro(r: Run, macro: LinkedMacro, frame: Frame): void {
  r.spend(STEPS_A_CALL)
  r.macroDepth++
  r.frame = frame
  try {
    macro.body(r)
  } catch (error) {
    if (!(error instanceof BreakSignal) || error.scope !== undefined) throw error
  } finally {
    r.frame = frame.outer
    r.macroDepth--
  }
}
