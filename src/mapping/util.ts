/**
 * `$util` in mapping templates.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference
 */
import { parseJson } from './parse-json.ts'
import { printValue } from './print.ts'
import { base64Decode, base64Encode, escapeJavaScript, urlDecode, urlEncode } from './text-codecs.ts'
import { HostObject, type Value } from './values.ts'

const FUNCTIONS: ReadonlyMap<string, (text: string) => Value> = new Map<string, (text: string) => Value>([
  ['escapeJavaScript', escapeJavaScript],
  ['parseJson', parseJson],
  ['urlEncode', urlEncode],
  ['urlDecode', urlDecode],
  ['base64Encode', base64Encode],
  ['base64Decode', base64Decode],
])

class UtilObject extends HostObject {
  member(): undefined {
    return undefined
  }

  /** Numbers and booleans are taken as their text. Throws MappingFault for a text that cannot be decoded or parsed. */
  call(name: string, args: readonly Value[]): Value | undefined {
    const [argument = null] = args
    return args.length === 1 ? FUNCTIONS.get(name)?.(argument === null ? '' : printValue(argument)) : undefined
  }

  /** Recorded: vtl-0257. */
  print(): string {
    return '{}'
  }
}

export const UTIL: HostObject = new UtilObject()
