import { LOCAL_VARIABLES } from './settings.ts'

/** What a newcomer reads once the gateway answers: where it is, the local credentials, and three commands to try. */
export function greeting(url: string): string {
  const { POSTERN_ACCESS_KEY_ID: key, POSTERN_SECRET_ACCESS_KEY: secret, POSTERN_REGION: region } = LOCAL_VARIABLES
  const endpoint = url.endsWith(':8787') ? '' : ` --endpoint ${url}`
  const credentials = `AWS_ACCESS_KEY_ID=${key} AWS_SECRET_ACCESS_KEY=${secret} AWS_DEFAULT_REGION=${region}`
  return [
    `Postern serves at ${url}`,
    '',
    `  access key ${key}    secret key ${secret}    region ${region}`,
    '',
    'Try, in another terminal:',
    `  npx postern deploy examples/petstore/openapi.yaml${endpoint}`,
    `  curl ${url}/_aws/execute-api/API_ID/prod/         # API_ID: as the first command printed it`,
    `  ${credentials} aws --endpoint-url ${url} apigateway get-rest-apis`,
    '',
    'Stop with Ctrl-C.',
  ].join('\n')
}
