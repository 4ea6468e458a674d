/**
 * The main module of a loaded Worker, as text. Its parts are functions of ours that use nothing but their parameters, so that their own
 * text is all there is to them: nothing is generated beforehand, and no code is made from strings here.
 */
import { COMMON_JS_HEAD, MODULE_FUNCTION } from '../modules/common-js.ts'
import { createResolver } from '../modules/resolver.ts'
import { FRAME, INVOCATION_HEADER, OUTCOME_HEADER } from '../protocol.ts'
import { createAnswers } from './answers.ts'
import { createCalls } from './calls.ts'
import { createContexts } from './context.ts'
import { createErrors } from './errors.ts'
import { createFiles } from './files.ts'
import { createHandlerLoader } from './handler.ts'
import { createLog } from './log.ts'
import { createModules } from './modules.ts'
import { createResponseStreams } from './response-stream.ts'
import { startRuntime } from './runtime.ts'
import { createStacks } from './stacks.ts'
import { createStreaming } from './streaming.ts'

/** Response of the loaded Worker to the host: present where it is not to be called again. */
export const END_HEADER = 'x-postern-end'
/** Response of the loaded Worker to the host: how long its body is, where it is no stream. */
export const BODY_BYTES_HEADER = 'x-postern-body-bytes'
/** Lambda's limit of a response: 6 MB and a little. */
export const MAX_PAYLOAD_BYTES = 6_291_556

const PARTS = {
  createResolver,
  createModules,
  createErrors,
  createFiles,
  createLog,
  createStacks,
  createAnswers,
  createCalls,
  createHandlerLoader,
  createContexts,
  createResponseStreams,
  createStreaming,
}

export function runtimeSource(runtime: string): string {
  const words = {
    invocationHeader: INVOCATION_HEADER,
    outcomeHeader: OUTCOME_HEADER,
    endHeader: END_HEADER,
    bodyBytesHeader: BODY_BYTES_HEADER,
    frame: FRAME,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    headLength: COMMON_JS_HEAD.length,
    moduleFunction: MODULE_FUNCTION,
  }
  return [
    'import require from "/var/runtime/require.js";',
    'import manifest from "/var/runtime/manifest.json";',
    'import { AsyncLocalStorage } from "node:async_hooks";',
    'import util from "node:util";',
    'import * as workers from "cloudflare:workers";',
    `export default (${startRuntime})({`,
    '  engine: { require, import: (name) => import(name) }, manifest, AsyncLocalStorage, util, abort: workers.abortIsolate,',
    `  runtime: ${JSON.stringify(runtime)}, words: ${JSON.stringify(words)},`,
    ...Object.entries(PARTS).map(([name, part]) => `  ${name}: ${part},`),
    '})',
  ].join('\n')
}
