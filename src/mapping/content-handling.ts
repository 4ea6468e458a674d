/**
 * Content handling: what becomes of a payload on its way to the integration, and on its way back.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 * Differs from AWS: base64 is read whatever stands between its characters, line ends above all.
 */
import { fromLooseBase64, toBase64 } from '../lib/base64.ts'
import { fromUtf8 } from '../lib/utf8.ts'
import { firstAccepted, type IsBinary } from './binary-media-types.ts'

/** AWS's words; absent where the owner leaves it to the media types. */
export type ContentHandling = 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT'

/** `text` is read as UTF-8, each wrong byte replaced; `bytes` stay as they are; the others go through base64. */
export type Conversion = 'text' | 'bytes' | 'decode' | 'encode'

/** Whether it makes text, which mapping templates ask for. */
export const isText = (conversion: Conversion): boolean => conversion === 'text' || conversion === 'encode'

/** Of a request its Content-Type decides. */
export function linkRequestConversion(
  isBinary: IsBinary,
  handling: ContentHandling | undefined,
): (contentType: string | undefined) => Conversion {
  return (contentType) => {
    if (isBinary(contentType)) return handling === 'CONVERT_TO_TEXT' ? 'encode' : 'bytes'
    return handling === 'CONVERT_TO_BINARY' ? 'decode' : 'text'
  }
}

/** Of a response the backend's Content-Type and, where the owner says nothing, the first media type that the client accepts. */
export function linkResponseConversion(
  isBinary: IsBinary,
  handling: ContentHandling | undefined,
): (contentType: string | undefined, accept: string | undefined) => Conversion {
  return (contentType, accept) => {
    const wanted = handling ?? (isBinary(firstAccepted(accept)) ? 'CONVERT_TO_BINARY' : 'CONVERT_TO_TEXT')
    if (isBinary(contentType)) return wanted === 'CONVERT_TO_TEXT' ? 'encode' : 'bytes'
    return wanted === 'CONVERT_TO_BINARY' ? 'decode' : 'text'
  }
}

/** A payload as templates and backends see it: text, or bytes that are none. Undefined where it is not the base64 that it should be. */
export function converted(bytes: Uint8Array, conversion: Conversion): string | Uint8Array | undefined {
  switch (conversion) {
    case 'text':
      return fromUtf8(bytes)
    case 'bytes':
      return bytes
    case 'encode':
      return toBase64(bytes)
    case 'decode':
      return fromLooseBase64(fromUtf8(bytes))
  }
}
