// Starts site (SITE_PORT, else 8790) and backend (BACKEND_PORT, else 8791), and puts one address in front of both.
import { fileURLToPath } from 'node:url'
import { deployDocument, ENDPOINT, listen } from '../deploy-document.mjs'
import { createBackend, createSite } from './origins.mjs'

const site = await listen(createSite(), process.env.SITE_PORT ?? 8790)
const backend = await listen(createBackend(), process.env.BACKEND_PORT ?? 8791)
const document = fileURLToPath(new URL('openapi.yaml', import.meta.url))
const id = await deployDocument(document, { 'http://localhost:8790': site, 'http://localhost:8791': backend })

console.log(`The guest book lies open: ${ENDPOINT}/_aws/execute-api/${id}/prod/

Its files come from ${site}, /api/ from ${backend}. Stop with Ctrl-C.`)
