/** java.lang.Boolean. */
import { isText, javaError, type Method, type Methods, methods } from './method.ts'

const ofTwo =
  (give: (left: boolean, right: boolean) => boolean): Method<boolean> =>
  (_, _self, args) => {
    const [left, right] = args
    return args.length === 2 && typeof left === 'boolean' && typeof right === 'boolean' ? give(left, right) : undefined
  }

const parse: Method<boolean> = (_, _self, args) =>
  args.length === 1 && isText(args[0]) ? args[0].toLowerCase() === 'true' : undefined

const booleanValueOf: Method<boolean> = (r, self, args) =>
  args.length === 1 && typeof args[0] === 'boolean' ? args[0] : parse(r, self, args)

export const booleanMethods: Methods<boolean> = methods<boolean>({
  booleanValue: (_, self, args) => (args.length === 0 ? self : undefined),
  toString: (_, self, args) => {
    const [value = self] = args
    return args.length < 2 && typeof value === 'boolean' ? String(value) : undefined
  },
  hashCode: (_, self, args) => (args.length === 0 ? (self ? 1231 : 1237) : undefined),
  equals: (_, self, args) => (args.length === 1 ? self === args[0] : undefined),
  compareTo: (_, self, args) => {
    if (args.length !== 1) return undefined
    if (typeof args[0] !== 'boolean')
      return javaError('ClassCastException', 'cannot be cast to class java.lang.Boolean')
    return Number(self) - Number(args[0])
  },
  parseBoolean: parse,
  valueOf: booleanValueOf,
  logicalAnd: ofTwo((left, right) => left && right),
  logicalOr: ofTwo((left, right) => left || right),
  logicalXor: ofTwo((left, right) => left !== right),
})
