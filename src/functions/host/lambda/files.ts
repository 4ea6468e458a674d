/**
 * `node:fs` of a function: what is below `/var/task` is what was uploaded, and paths without a beginning begin there.
 * Differs from AWS: a JavaScript file reads as it was made ready to run; `/tmp` lasts as long as a call.
 *
 * The loaded Worker gets this function as text: it may use nothing but its parameter.
 */
export function createFiles() {
  const ROOT = '/var/task'
  /** Where the runtime shows the modules of a Worker. */
  const BUNDLE = '/bundle'
  const PATHS =
    /^(?:access|appendFile|chmod|chown|copyFile|cp|createReadStream|createWriteStream|exists|link|lstat|mkdir|open|openAsBlob|opendir|readdir|readFile|readlink|realpath|rename|rm|rmdir|stat|symlink|truncate|unlink|utimes|writeFile)(?:Sync)?$/
  const TWO_PATHS = /^(?:copyFile|cp|link|rename|symlink)(?:Sync)?$/

  function moved(path: unknown): unknown {
    if (path instanceof URL) return path.protocol === 'file:' ? moved(decodeURIComponent(path.pathname)) : path
    if (typeof path !== 'string') return path
    if (path === ROOT || path.startsWith(`${ROOT}/`)) return BUNDLE + path
    return path.startsWith('/') || path === '' ? path : `${BUNDLE}${ROOT}/${path}`
  }

  /** The module, with its paths moved. */
  function patch(fs: Record<string, unknown>): Record<string, unknown> {
    for (const [name, run] of Object.entries(fs)) {
      if (typeof run !== 'function' || !PATHS.test(name)) continue
      const paths = TWO_PATHS.test(name) ? 2 : 1
      fs[name] = (...values: unknown[]) =>
        run.apply(
          fs,
          values.map((value, at) => (at < paths ? moved(value) : value)),
        )
    }
    return fs
  }

  return { patch }
}
