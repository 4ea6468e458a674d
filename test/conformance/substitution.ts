import { parse, stringify } from 'yaml'

/**
 * Does to a template what CloudFormation, Terraform or a build script does before a document reaches API Gateway: tags such as `!Sub`, maps
 * such as `Fn::GetAtt` and marks such as `${Table}` become plain text. Stage variables stay.
 */
export function substituted(text: string): string {
  return stringify(substitute(parse(text, { logLevel: 'silent' }), ''), { aliasDuplicateObjects: false, lineWidth: 0 })
}

const LAMBDA =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations'
const MARK = /\$\{(?!stageVariables\.)[^{}]*\}/g

function substitute(value: unknown, key: string): unknown {
  if (typeof value === 'string') return textFor(key, value.replace(MARK, 'substituted'))
  if (Array.isArray(value)) return value.map((item) => substitute(item, key))
  if (typeof value !== 'object' || value === null) return value
  const result = functionResult(value as Record<string, unknown>)
  if (result !== undefined) return textFor(key, result.replace(MARK, 'substituted'))
  const members = Object.entries(value).map(([name, member]) => [name, substitute(member, name)])
  return withAddress(Object.fromEntries(members))
}

/** What an intrinsic function gives; undefined when the object is none. */
function functionResult(value: Record<string, unknown>): string | undefined {
  const [[name, argument] = ['', undefined], ...rest] = Object.entries(value)
  if (rest.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined
  const template = name === 'Fn::Sub' ? (Array.isArray(argument) ? argument[0] : argument) : undefined
  return typeof template === 'string' ? template : 'substituted'
}

const textFor = (key: string, text: string) => (key === 'authorizerUri' && !text.startsWith('arn:') ? LAMBDA : text)

/** Terraform puts a whole address in place of one mark. */
function withAddress(object: Record<string, unknown>): Record<string, unknown> {
  const { type, uri } = object
  if (typeof type !== 'string' || typeof uri !== 'string' || !uri.startsWith('substituted')) return object
  return { ...object, uri: /^aws/i.test(type) ? LAMBDA : uri.replace('substituted', 'http://backend.example') }
}
