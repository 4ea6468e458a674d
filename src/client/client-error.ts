/** A management call that the gateway refused, or that never reached one. */
export class ClientError extends Error {
  /** AWS's exception name (`NotFoundException`); ours are `Unreachable`, `TimedOut` and `NotAGateway`. */
  readonly type: string
  /** Of the answer; 0 when there was none. */
  readonly status: number

  constructor(type: string, status: number, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ClientError'
    this.type = type
    this.status = status
  }
}

/** Reads AWS's error shape: the name in `x-amzn-ErrorType` or `__type`, the sentence in `message`. */
export async function clientErrorOf(response: Response): Promise<ClientError> {
  const text = await response.text()
  const body = parseObject(text)
  const type = response.headers.get('x-amzn-errortype') ?? body?.__type ?? body?.code
  const message = body?.message ?? body?.Message
  if (body === undefined && type === undefined) {
    return new ClientError(
      'NotAGateway',
      response.status,
      `It answered ${response.status} with something that is not JSON.`,
    )
  }
  const name = typeof type === 'string' ? type.replace(/:.*$/, '').replace(/^.*#/, '') : 'UnknownError'
  return new ClientError(name, response.status, typeof message === 'string' ? message : `Status ${response.status}`)
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
