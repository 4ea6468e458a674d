/** A moment as SigV4 writes it: `20150830T123600Z`. */
export const formatAmzDate = (millis: number): string =>
  `${new Date(millis).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

/** Milliseconds since 1970; undefined when the text is no such moment. */
export function parseAmzDate(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second] = parts
  const millis = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(millis) || formatAmzDate(millis) !== text ? undefined : millis
}
