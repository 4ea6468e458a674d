/** `Application/JSON; charset=utf-8` → `application/json`. */
export function mediaType(text: string): string {
  const semicolon = text.indexOf(';')
  return (semicolon === -1 ? text : text.slice(0, semicolon)).trim().toLowerCase()
}

/** Linked templates by media type, without parameters; `$default` stays as it is. The first of two that come to the same stays. */
export function byMediaType<Linked>(
  templates: Readonly<Record<string, string>>,
  link: (template: string) => Linked,
): ReadonlyMap<string, Linked> {
  const map = new Map<string, Linked>()
  for (const [type, template] of Object.entries(templates)) {
    const key = mediaType(type)
    if (!map.has(key)) map.set(key, link(template))
  }
  return map
}
