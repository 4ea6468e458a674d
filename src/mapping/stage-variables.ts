/**
 * Stage variables in integration URIs: `${stageVariables.name}`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html
 */
import type { Value, ValueMap } from './values.ts'

const STAGE_VARIABLE = /\$\{stageVariables\.([A-Za-z0-9_]+)\}/g

/** A variable that the stage does not have becomes empty; any other `${…}` stays as it is. */
export function substituteStageVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(STAGE_VARIABLE, (_, name: string) => stageVariable(variables, name) ?? '')
}

/** The stage's own variable of that name. */
export function stageVariable(variables: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined
}

/** `$stageVariables` in a mapping template. */
export const templateStageVariables = (variables: Readonly<Record<string, string>>): ValueMap =>
  new Map<Value, Value>(Object.entries(variables))
