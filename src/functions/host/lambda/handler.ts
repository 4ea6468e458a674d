/**
 * From `dir/file.a.b` to the function to call, as Lambda's Node runtime finds it.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/function/module-loader.ts
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
import type { Manifest } from '../modules/link-modules.ts'
import type { Errors } from './errors.ts'
import type { Modules } from './modules.ts'

export interface Handler {
  // biome-ignore lint/suspicious/noExplicitAny: what the owner exports takes and answers anything.
  readonly run: (...values: any[]) => any
  /** `awslambda.streamifyResponse` made it. */
  readonly streams: boolean
  readonly highWaterMark?: number
}

export interface HandlerParts {
  readonly manifest: Manifest
  readonly modules: Modules
  readonly errors: Errors
}

export function createHandlerLoader({ manifest, modules, errors }: HandlerParts) {
  const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
  const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')
  const ROOT = '/var/task'

  /** Throws an error of Lambda's, or what the module itself threw. */
  async function load(name: string): Promise<Handler> {
    if (name.includes('..')) {
      throw errors.make(
        'Runtime.MalformedHandlerName',
        `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
      )
    }
    const file = name.slice(name.lastIndexOf('/') + 1)
    const folder = name.slice(0, name.length - file.length).replace(/^\/+|\/+$/g, '')
    const [, module, path] = /^([^.]*)\.(.*)$/.exec(file) ?? []
    if (module === undefined || path === undefined) throw errors.make('Runtime.MalformedHandlerName', 'Bad handler')
    const exported = await loadModule(folder, module)
    return handlerOf(find(exported, path) ?? find((exported as { default?: unknown } | null)?.default, path), name)
  }

  const find = (from: unknown, path: string): unknown =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], from)

  function handlerOf(found: unknown, name: string): Handler {
    if (!found) throw errors.make('Runtime.HandlerNotFound', `${name} is undefined or not exported`)
    if (typeof found !== 'function') throw errors.make('Runtime.HandlerNotFound', `${name} is not a function`)
    const marks = found as unknown as Record<symbol, unknown>
    const streaming = marks[STREAMING]
    if (streaming && streaming !== 'response') {
      throw errors.make('Runtime.MalformedStreamingHandler', 'Only response streaming is supported.')
    }
    const mark = Number(marks[HIGH_WATER_MARK])
    return { run: found as Handler['run'], streams: Boolean(streaming), highWaterMark: mark > 0 ? mark : undefined }
  }

  async function loadModule(folder: string, module: string): Promise<unknown> {
    const base = [ROOT, folder, module].filter((part) => part !== '').join('/')
    try {
      for (const extension of ['', '.js', '.mjs', '.cjs']) {
        const kind = manifest.kinds[base + extension]
        if (kind === undefined) continue
        return kind === 'esm' ? await modules.evaluate(base + extension) : modules.load(base + extension)
      }
      return modules.load(modules.resolve(module, [ROOT, folder === '' ? ROOT : `${ROOT}/${folder}`]))
    } catch (error) {
      throw wrapped(error)
    }
  }

  function wrapped(error: unknown): unknown {
    if (error instanceof SyntaxError) {
      const syntax = errors.make('Runtime.UserCodeSyntaxError', String(error))
      Object.defineProperty(syntax, 'stack', { value: error.stack, configurable: true, writable: true })
      return syntax
    }
    if (error instanceof Error && (error as { code?: unknown }).code === 'MODULE_NOT_FOUND') {
      return errors.make('Runtime.ImportModuleError', String(error))
    }
    return error
  }

  return { load, STREAMING, HIGH_WATER_MARK }
}
