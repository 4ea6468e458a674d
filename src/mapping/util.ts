/**
 * `$util` in mapping templates.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference
 */
import { MappingFault } from './mapping-fault.ts'
import { parseJson } from './parse-json.ts'
import { printValue } from './print.ts'
import { base64Decode, base64Encode, escapeJavaScript, urlDecode, urlEncode } from './text-codecs.ts'
import { type Budget, HostObject, type Value } from './values.ts'

const FUNCTIONS: ReadonlyMap<string, (text: string) => Value> = new Map<string, (text: string) => Value>([
  ['escapeJavaScript', escapeJavaScript],
  ['parseJson', parseJson],
  ['urlEncode', urlEncode],
  ['urlDecode', urlDecode],
  ['base64Encode', base64Encode],
  ['base64Decode', base64Decode],
])

/** Each character is a step: most of these look at every one, and some write nine for it. */
function spend(budget: Budget, steps: number): void {
  budget.left -= steps
  if (budget.left < 0) throw new MappingFault('budget', 'The template works on more characters than it has steps for')
}

class UtilObject extends HostObject {
  member(): undefined {
    return undefined
  }

  /** Numbers and booleans are taken as their text. Throws MappingFault for a text that cannot be decoded or parsed, and `budget`. */
  call(name: string, args: readonly Value[], budget?: Budget): Value | undefined {
    const [argument = null] = args
    const give = FUNCTIONS.get(name)
    if (args.length !== 1 || give === undefined) return undefined
    const text = argument === null ? '' : printValue(argument, budget)
    if (budget !== undefined) spend(budget, text.length)
    return give(text)
  }

  /** Recorded: vtl-0257. */
  print(): string {
    return '{}'
  }
}

export const UTIL: HostObject = new UtilObject()
