/** Java's hashCode(); zero where Java's is the identity of an object. */
import { JavaDouble, type Value } from '../../values.ts'
import type { Run } from '../run.ts'
import { JavaCharacter, JavaSet, MapEntry } from './collections.ts'

export function hashOf(r: Run, value: Value): number {
  r.spend(2)
  if (typeof value === 'string') return hashOfText(r, value)
  if (typeof value === 'boolean') return value ? 1231 : 1237
  if (typeof value === 'number' && value === (value | 0)) return value
  if (typeof value === 'number' || typeof value === 'bigint') return hashOfBits(BigInt.asUintN(64, BigInt(value)))
  if (value instanceof JavaDouble) return hashOfDouble(value.value)
  if (value instanceof JavaSet && value.of !== 'values')
    return value.reduce((hash: number, item) => (hash + hashOf(r, item)) | 0, 0)
  if (Array.isArray(value)) return value.reduce((hash: number, item) => (Math.imul(31, hash) + hashOf(r, item)) | 0, 1)
  if (value instanceof JavaCharacter) return value.text.charCodeAt(0)
  if (value instanceof MapEntry) return hashOf(r, value.key) ^ hashOf(r, value.value())
  if (!(value instanceof Map)) return 0
  let sum = 0
  for (const [key, item] of value) sum = (sum + (hashOf(r, key) ^ hashOf(r, item))) | 0
  return sum
}

function hashOfText(r: Run, text: string): number {
  r.spend(text.length >> 3)
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(31, hash) + text.charCodeAt(at)) | 0
  return hash
}

const hashOfBits = (bits: bigint) => Number(BigInt.asIntN(32, bits ^ (bits >> 32n)))

function hashOfDouble(value: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return hashOfBits(view.getBigUint64(0))
}
