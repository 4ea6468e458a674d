/**
 * Mapping templates that this version renders: text with plain `$context.name` and `$stageVariables.name` references.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 * Differs from AWS: any other Velocity is not served yet; a route with such a template answers 500, and the log names the template.
 */
import type { StagePointer } from '../deployment/snapshot.ts'
import { type ContextSource, contextVariable, isContextVariable } from './context-variables.ts'
import { stageVariable } from './stage-variables.ts'
import { isStaticTemplate } from './static-template.ts'

/** What references are read from: an Exchange. */
export type TemplateSource = ContextSource & { readonly stage: StagePointer }

/** A reference that no call and no index follows. The name is taken once (`(?=(…))\3`): tried again shorter, a long one takes minutes. */
const REFERENCE =
  /\$!?(\{?)(context|stageVariables)\.(?=([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*))\3(\}?)(?![\w.-]*[([])/g

/** Whether this version renders the template as AWS does. */
export function isServedTemplate(text: string): boolean {
  let known = true
  const rest = text.replace(REFERENCE, (_, open: string, root: string, name: string, close: string) => {
    known &&= (open === '') === (close === '') && isKnown(root, name)
    return ''
  })
  return known && isStaticTemplate(rest) && !/\\\$/.test(text)
}

/** A stage variable that the stage does not have is empty; a context variable that we do not know is not guessed at. */
const isKnown = (root: string, name: string) => (root === 'context' ? isContextVariable(name) : /^\w+$/.test(name))

/** A served template → function; undefined values are empty, as everywhere in AWS's templates. */
export function linkTemplate(text: string): (x: TemplateSource) => string {
  if (isStaticTemplate(text)) return () => text
  return (x) =>
    text.replace(REFERENCE, (_, _open, root: string, name: string) => {
      const value = root === 'context' ? contextVariable(x, name) : stageVariable(x.stage.variables, name)
      return value ?? ''
    })
}
