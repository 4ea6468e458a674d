import type { ArgsDef, CommandDef } from 'citty'

/** A command as the table of contents shows it; its file is loaded when it runs. */
export interface CommandEntry {
  /** What it takes: `FILE`. */
  readonly takes: string
  readonly summary: string
  readonly load: () => Promise<CommandDef<ArgsDef>>
}

// Each command knows its own flags, the table only that they are flags: citty's types cannot say so.
const load = async (command: Promise<unknown>) => (await command) as CommandDef<ArgsDef>

/** Every command, in the order in which a newcomer meets them. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  start: {
    takes: '',
    summary: 'Serve on this machine: management API, gateway and logs, state in .postern/',
    load: () => load(import('./commands/start.ts').then((module) => module.start)),
  },
  deploy: {
    takes: 'FILE',
    summary: 'Import an OpenAPI document, or update its API, and publish it to a stage',
    load: () => load(import('./commands/deploy.ts').then((module) => module.deploy)),
  },
  diff: {
    takes: 'FILE API',
    summary: 'Say what deploying a document would change in an API; exit code 2 when something would',
    load: () => load(import('./commands/diff.ts').then((module) => module.diff)),
  },
  validate: {
    takes: 'FILE',
    summary: 'Check a document on this machine alone, with the line of every problem',
    load: () => load(import('./commands/validate.ts').then((module) => module.validate)),
  },
  template: {
    takes: 'render FILE',
    summary: 'Render a mapping template on this machine alone, and say where each part came from',
    load: () => load(import('./commands/template.ts').then((module) => module.template)),
  },
  apis: {
    takes: '',
    summary: 'List the APIs of the gateway',
    load: () => load(import('./commands/apis.ts').then((module) => module.apis)),
  },
  routes: {
    takes: 'API',
    summary: "List an API's routes, their backends and where its stages answer",
    load: () => load(import('./commands/routes.ts').then((module) => module.routes)),
  },
  stages: {
    takes: 'API',
    summary: "List an API's stages, what each serves and where it answers",
    load: () => load(import('./commands/stages.ts').then((module) => module.stages)),
  },
  history: {
    takes: 'API',
    summary: "List an API's deployments, newest first, and which stages serve them",
    load: () => load(import('./commands/history.ts').then((module) => module.history)),
  },
  rollback: {
    takes: 'API STAGE [DEPLOYMENT]',
    summary: 'Let a stage serve an earlier deployment again',
    load: () => load(import('./commands/rollback.ts').then((module) => module.rollback)),
  },
  export: {
    takes: 'API',
    summary: 'Print what a stage serves as an OpenAPI document',
    load: () => load(import('./commands/export.ts').then((module) => module.exportApi)),
  },
  logs: {
    takes: 'API',
    summary: "Show an API's last requests; --follow goes on with new ones",
    load: () => load(import('./commands/logs.ts').then((module) => module.logs)),
  },
  'functions deploy': {
    takes: 'PATH',
    summary: 'Put a file or a folder of JavaScript up as a function; --watch goes on with each change',
    load: () => load(import('./commands/functions/deploy.ts').then((module) => module.deployFunction)),
  },
  'functions list': {
    takes: '',
    summary: 'List the functions of the gateway',
    load: () => load(import('./commands/functions/list.ts').then((module) => module.listFunctions)),
  },
  'functions invoke': {
    takes: 'NAME',
    summary: 'Run a function with a payload, and print what it answers and logs',
    load: () => load(import('./commands/functions/invoke.ts').then((module) => module.invokeFunction)),
  },
  'functions logs': {
    takes: 'NAME',
    summary: "Show a function's last log lines; --follow goes on with new ones",
    load: () => load(import('./commands/functions/logs.ts').then((module) => module.functionLogs)),
  },
  'functions delete': {
    takes: 'NAME',
    summary: 'Delete a function with all its versions and aliases',
    load: () => load(import('./commands/functions/delete.ts').then((module) => module.deleteFunction)),
  },
  delete: {
    takes: 'API',
    summary: 'Delete an API with all its stages and deployments',
    load: () => load(import('./commands/delete.ts').then((module) => module.deleteApi)),
  },
  'publish-worker': {
    takes: '',
    summary: 'Publish this gateway to your Cloudflare account',
    load: () => load(import('./commands/publish-worker.ts').then((module) => module.publishWorker)),
  },
}
