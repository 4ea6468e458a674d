// Starts the pet shop's origin (ORIGIN_PORT, else 8788) and deploys openapi.yaml in front of it. `npm start` must be running.
import { fileURLToPath } from 'node:url'
import { deployDocument, ENDPOINT, listen } from '../deploy-document.mjs'
import { createPetStore } from './origin.mjs'

const origin = await listen(createPetStore(), process.env.ORIGIN_PORT ?? 8788)
const document = fileURLToPath(new URL('openapi.yaml', import.meta.url))
const id = await deployDocument(document, { 'http://localhost:8788': origin })
const url = `${ENDPOINT}/_aws/execute-api/${id}/prod`

console.log(`The pet shop is open: ${url}/

  curl '${url}/pets?kind=cat'
  curl ${url}/pets/1
  curl -X POST -H 'content-type: application/json' -d '{"kind":"fish"}' ${url}/pets

Its origin is ${origin}. Stop with Ctrl-C.`)
