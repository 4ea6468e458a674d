/** Java methods as templates call them: found by name and arguments in tables of our own, never on a JavaScript object. */
import { MappingFault } from '../../mapping-fault.ts'
import type { Value } from '../../values.ts'
import type { Run } from '../run.ts'

/** Undefined: the class has no such method for these arguments, which reads as the empty text. `''` is what a void method gives. */
export type Method<Self> = (r: Run, self: Self, args: readonly Value[]) => Value | undefined

export type Methods<Self> = ReadonlyMap<string, Method<Self>>

/** Every JavaScript object has a `toString`, so that of a table must be given its type by name. */
type Table<Self> = { readonly [name: string]: Method<Self> } & { readonly toString: Method<Self> }

/** A table as a Map: names like `constructor` find nothing. */
export const methods = <Self>(table: Table<Self>): Methods<Self> => new Map(Object.entries(table))

/** A Java exception. */
export function javaError(exception: string, message: string): never {
  throw new MappingFault('badArgument', `java.lang.${exception}: ${message}`)
}

/** Java's int, as an argument must be. */
export const isInt = (value: Value | undefined): value is number =>
  typeof value === 'number' && value >= -0x80000000 && value <= 0x7fffffff

export const isText = (value: Value | undefined): value is string => typeof value === 'string'
