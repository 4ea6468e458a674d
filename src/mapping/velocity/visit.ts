/** Walks a template: every expression, outer ones first. */
import type { Block, Expression, Statement } from './ast.ts'

export type Visitor = (expression: Expression) => void

export function visitBlock(block: Block, visit: Visitor): void {
  for (const statement of block) visitStatement(statement, visit)
}

function visitStatement(statement: Statement, visit: Visitor): void {
  switch (statement.is) {
    case 'reference':
      visitExpression(statement, visit)
      break
    case 'set':
      visitExpression(statement.target, visit)
      visitExpression(statement.value, visit)
      break
    case 'if':
      for (const { condition, body } of statement.branches) {
        visitExpression(condition, visit)
        visitBlock(body, visit)
      }
      visitBlock(statement.otherwise, visit)
      break
    case 'foreach':
      visitExpression(statement.over, visit)
      visitBlock(statement.body, visit)
      break
    case 'define':
      visitBlock(statement.body, visit)
      break
    case 'macro':
      visitBlock(statement.macro.body, visit)
      break
    case 'call':
      for (const argument of statement.arguments) visitExpression(argument, visit)
      visitBlock(statement.body ?? [], visit)
      break
    case 'break':
      if (statement.scope !== undefined) visitExpression(statement.scope, visit)
  }
}

function visitExpression(expression: Expression, visit: Visitor): void {
  visit(expression)
  for (const inner of partsOf(expression)) visitExpression(inner, visit)
  if (expression.is === 'interpolation') visitBlock(expression.body, visit)
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.is) {
    case 'reference':
      return expression.path.flatMap((step) =>
        step.is === 'method' ? step.arguments : step.is === 'index' ? [step.index] : [],
      )
    case 'map':
      return expression.entries.flat()
    case 'list':
      return expression.items
    case 'range':
      return [expression.from, expression.to]
    case 'not':
      return [expression.operand]
    case 'binary':
      return [expression.left, expression.right]
    default:
      return []
  }
}
