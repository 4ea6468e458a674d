/** AWS writes a model's references to other models as this URL (vector oai-0018). */
const MODELS_URL = 'https://apigateway.amazonaws.com/restapis'

export const modelUrl = (apiId: string, model: string): string => `${MODELS_URL}/${apiId}/models/${model}`

/** The model that a reference names, of whatever API: the parts of an imported API keep the URLs of the one they came from. */
export function modelOfUrl(ref: string): string | undefined {
  const [, name] = /^https:\/\/apigateway\.[a-z0-9.-]+\/restapis\/[^/]+\/models\/([^/#?]+)$/.exec(ref) ?? []
  return name
}
