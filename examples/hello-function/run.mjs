// Puts the function up as `hello` and deploys openapi.yaml in front of it. `npm start` must be running.
import { fileURLToPath } from 'node:url'
import { deployDocument, ENDPOINT, postern } from '../deploy-document.mjs'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))

await postern('functions', 'deploy', path('function'), '--name', 'hello', '--env', 'GREETING=Good morning')
const id = await deployDocument(path('openapi.yaml'), {})
const url = `${ENDPOINT}/_aws/execute-api/${id}/prod`

console.log(`The function answers at: ${url}/

  curl '${url}/hello?name=Ann'
  npx postern functions logs hello`)
