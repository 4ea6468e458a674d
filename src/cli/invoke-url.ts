/** Where a route answers, in the path form, which needs no name resolution of `*.localhost`. */
export const invokeUrl = (endpoint: string, apiId: string, stageName: string, path: string): string =>
  `${endpoint}/_aws/execute-api/${apiId}/${stageName}${path}`
