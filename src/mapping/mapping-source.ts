/** Where mapping expressions read from. A name's case counts or not as the source decides. */
export interface ResponseSource {
  /** The last value. */
  header(name: string): string | undefined
  multivalueheader(name: string): readonly string[]
  context(name: string): string | undefined
  stageVariable(name: string): string | undefined
  /** The whole body; asked only by mappings that say `readsBody`. */
  body(): string
}

export interface RequestSource extends ResponseSource {
  path(name: string): string | undefined
  /** The last value, decoded once. */
  querystring(name: string): string | undefined
  multivaluequerystring(name: string): readonly string[]
}
