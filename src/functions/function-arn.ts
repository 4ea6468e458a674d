/** `arn:aws:lambda:us-east-1:123456789012:function:hello:prod`, `123456789012:function:hello`, `hello:prod`, `hello`. */
export interface FunctionName {
  readonly name: string
  /** `$LATEST`, `7` or an alias. */
  readonly qualifier?: string
  /** Of a whole ARN. */
  readonly region?: string
}

/** Functions are found by name, whatever region and account an ARN says: exported documents carry those of their owners. */
const FORM =
  /^(?:arn:aws[\w-]*:lambda:([a-z0-9-]+):)?(?:\d{12}:)?(?:function:)?([A-Za-z0-9_-]{1,64})(?::(\$LATEST|[A-Za-z0-9_-]{1,128}))?$/

/** Undefined where it is none. */
export function parseFunctionName(text: string): FunctionName | undefined {
  const [, region, name, qualifier] = FORM.exec(text) ?? []
  if (name === undefined) return undefined
  return { name, ...(qualifier !== undefined && { qualifier }), ...(region !== undefined && { region }) }
}
