/** Of Node's modules, those that the runtime in the loaded Worker has of its own: ES modules that export what it gives them. */
import { RUNTIME } from './es-module.ts'

const FOLDER = '/var/runtime/facades'

const FILES =
  'access appendFile chmod chown constants copyFile cp glob lchmod lchown link lstat lutimes mkdir mkdtemp open opendir ' +
  'readFile readdir readlink realpath rename rm rmdir stat statfs symlink truncate unlink utimes watch writeFile'

/** What each exports beside its default. */
const NAMES: Readonly<Record<string, string>> = {
  module: 'createRequire builtinModules isBuiltin Module',
  process:
    'env argv argv0 execArgv execPath nextTick hrtime cwd chdir exit abort kill version versions platform arch pid ppid title ' +
    'stdout stderr stdin on once off emit addListener removeListener removeAllListeners listeners listenerCount uptime ' +
    'memoryUsage cpuUsage emitWarning umask config release features getBuiltinModule loadEnvFile',
  path:
    'basename delimiter dirname extname format isAbsolute join matchesGlob normalize parse posix relative resolve sep ' +
    'toNamespacedPath win32',
  'fs/promises': FILES,
  fs: `${FILES} F_OK R_OK W_OK X_OK promises Dirent Dir Stats close exists fchmod fchown fdatasync fstat fsync ftruncate futimes
    read readv unwatchFile watchFile write writev accessSync existsSync appendFileSync chmodSync chownSync closeSync
    copyFileSync cpSync fchmodSync fchownSync fdatasyncSync fstatSync fsyncSync ftruncateSync futimesSync globSync
    lchmodSync lchownSync lutimesSync linkSync lstatSync mkdirSync mkdtempSync opendirSync openSync readdirSync
    readFileSync readlinkSync readSync readvSync realpathSync renameSync rmdirSync rmSync statSync statfsSync symlinkSync
    truncateSync unlinkSync utimesSync writeFileSync writeSync writevSync WriteStream ReadStream createReadStream
    createWriteStream openAsBlob`,
}

/** The path that the loader knows a module of Node's by. No file may have the name of a folder. */
export const builtinPath = (name: string): string =>
  Object.hasOwn(NAMES, name) ? `${FOLDER}/${name.replace('/', '-')}` : `node:${name}`

/** By the loader's names. */
export const OWN_BUILTINS: Readonly<Record<string, { readonly js: string }>> = Object.fromEntries(
  Object.entries(NAMES).map(([name, names]) => [
    builtinPath(name).slice(1),
    {
      js: `const m=${RUNTIME}.builtin(${JSON.stringify(name)});export default m;export const{${names.split(/\s+/).join(',')}}=m;`,
    },
  ]),
)

/** By Node's names, their paths. */
export const OWN_BUILTIN_PATHS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(NAMES).map((name) => [name, builtinPath(name)]),
)
