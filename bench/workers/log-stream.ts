import { DurableObject } from 'cloudflare:workers'

/** Stands in for the gateway's, so that the Workers compared have identical bindings. */
export class LogStream extends DurableObject {}
