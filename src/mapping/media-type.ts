/** `Application/JSON; charset=utf-8` → `application/json`. */
export function mediaType(text: string): string {
  const semicolon = text.indexOf(';')
  return (semicolon === -1 ? text : text.slice(0, semicolon)).trim().toLowerCase()
}

/** Linked templates by media type, without parameters; `$default` stays as it is. The first of two that come to the same stays. */
export function byMediaType<Linked>(
  templates: Readonly<Record<string, string>>,
  link: (template: string, type: string) => Linked,
): ReadonlyMap<string, Linked> {
  const map = new Map<string, Linked>()
  for (const [type, template] of Object.entries(templates)) {
    const key = mediaType(type)
    if (!map.has(key)) map.set(key, link(template, type))
  }
  return map
}

const FALLBACK = 'application/json'

/** Templates → the one for an Accept: of several types the last that has a template, else that of JSON, else the first. */
export function linkAccepted<Linked>(
  templates: Readonly<Record<string, string>> | undefined,
  link: (template: string, type: string) => Linked,
): (accept: string | undefined) => Linked | undefined {
  const byType = byMediaType(templates ?? {}, link)
  const otherwise = byType.has(FALLBACK) ? byType.get(FALLBACK) : byType.values().next().value
  if (byType.size < 2) return () => otherwise
  return (accept) => {
    const wanted = (accept ?? FALLBACK).split(',').map(mediaType)
    const type = wanted.findLast((candidate) => byType.has(candidate))
    return type === undefined ? otherwise : byType.get(type)
  }
}
