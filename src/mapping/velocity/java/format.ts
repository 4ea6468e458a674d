/** String.format: the conversions that texts and numbers need. */
import { printDouble } from '../../print.ts'
import type { Value } from '../../values.ts'
import { isNumber, isWhole, toDouble } from '../arithmetic.ts'
import type { Run } from '../run.ts'
import { javaError } from './method.ts'

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g
const MAX_WIDTH = 1000

interface Specifier {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly conversion: string
}

/** Throws Java's exceptions for arguments that do not fit. */
export function formatText(r: Run, pattern: string, args: readonly Value[]): string {
  let ordinary = 0
  const values = args.length === 1 && Array.isArray(args[0]) ? args[0] : args
  const text = pattern.replace(
    SPECIFIER,
    (_, index?: string, flags = '', width?: string, precision?: string, conversion = '') => {
      r.spend(1)
      const specifier = {
        flags,
        width: Number(width ?? 0),
        precision: precision === undefined ? undefined : Number(precision),
        conversion,
      }
      if (specifier.width > MAX_WIDTH || (specifier.precision ?? 0) > 100)
        javaError('IllegalArgumentException', 'too wide')
      if (conversion === 'n') return '\n'
      if (conversion === '%') return padded('%', specifier)
      const at = index === undefined ? ordinary++ : Number(index) - 1
      if (at >= values.length) javaError('util.MissingFormatArgumentException', `Format specifier '%${conversion}'`)
      return convert(r, values[at] ?? null, specifier)
    },
  )
  if (/%(?!\n)/.test(pattern.replace(SPECIFIER, '')))
    javaError('util.UnknownFormatConversionException', "Conversion = '%'")
  r.spendOn(text.length)
  return text
}

function convert(r: Run, value: Value, specifier: Specifier): string {
  const { conversion, precision } = specifier
  switch (conversion.toLowerCase()) {
    case 's': {
      const text = (value === null ? 'null' : r.print(value)).slice(0, precision)
      return padded(conversion === 'S' ? text.toUpperCase() : text, specifier)
    }
    case 'b': {
      const text = String(typeof value === 'boolean' ? value : value !== null)
      return padded(conversion === 'B' ? text.toUpperCase() : text, specifier)
    }
    case 'c':
      return padded(isWhole(value) ? String.fromCodePoint(Number(value)) : r.print(value), specifier)
    case 'd':
      return isWhole(value) ? number(value < 0, String(value).replace('-', ''), specifier) : mismatch(conversion, value)
    case 'x':
    case 'o':
      return isWhole(value) ? inBase(value, specifier) : mismatch(conversion, value)
    case 'f':
      return !isNumber(value) || isWhole(value) ? mismatch(conversion, value) : fixed(toDouble(value), specifier)
    default:
      return javaError('util.UnknownFormatConversionException', `Conversion = '${conversion}'`)
  }
}

function mismatch(conversion: string, value: Value): never {
  return javaError('util.IllegalFormatConversionException', `${conversion} != ${typeof value}`)
}

function inBase(value: number | bigint, specifier: Specifier): string {
  const size = typeof value === 'number' && value === (value | 0) ? 32 : 64
  const digits = BigInt.asUintN(size, BigInt(value)).toString(specifier.conversion.toLowerCase() === 'x' ? 16 : 8)
  return number(false, specifier.conversion === 'X' ? digits.toUpperCase() : digits, {
    ...specifier,
    flags: specifier.flags.replace(',', ''),
  })
}

/** Java rounds half up, by the decimal digits that the double prints. */
function fixed(value: number, specifier: Specifier): string {
  if (!Number.isFinite(value)) return padded(printDouble(value), specifier)
  const places = specifier.precision ?? 6
  const [digits = '0', exponent = '0'] = Math.abs(value).toExponential().split('e')
  const [whole = '0', fraction = ''] = digits.split('.')
  const scale = fraction.length - Number(exponent)
  let unscaled = BigInt(whole + fraction)
  if (scale <= places) unscaled *= 10n ** BigInt(places - scale)
  else {
    const divisor = 10n ** BigInt(scale - places)
    unscaled = (unscaled + divisor / 2n) / divisor
  }
  const text = String(unscaled).padStart(places + 1, '0')
  const rounded = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
  return number(value < 0, rounded, specifier)
}

function number(negative: boolean, digits: string, specifier: Specifier): string {
  const { flags, width } = specifier
  const grouped = flags.includes(',')
    ? digits.replace(/^\d+/, (whole) => whole.replace(/\B(?=(?:\d{3})+$)/g, ','))
    : digits
  const sign = negative ? (flags.includes('(') ? '(' : '-') : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const end = sign === '(' ? ')' : ''
  if (!flags.includes('0')) return padded(sign + grouped + end, specifier)
  return sign + grouped.padStart(width - sign.length - end.length, '0') + end
}

const padded = (text: string, { flags, width }: Specifier) =>
  flags.includes('-') ? text.padEnd(width) : text.padStart(width)
