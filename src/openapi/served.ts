/**
 * What an import stores but this version does not serve, and what that means for the owner meanwhile.
 * The one list of it: a feature that is built deletes its line here, and its warning is gone.
 */
export const NOT_SERVED: Readonly<Record<string, string>> = {
  'authorization other than NONE': 'the method answers 500',
  apiKeyRequired: 'the method answers 500',
  'credentials of the caller': 'the method answers 500',
  'an AWS_PROXY integration with Firehose': 'the method answers 500',
  cacheKeyParameters: 'responses are not cached',
  tlsConfig: 'the method answers 500, because Workers verify every certificate',

  'a PRIVATE endpoint': 'every method answers 500',
  'x-amazon-apigateway-security-policy': 'the TLS settings of the Cloudflare zone count',
  'x-amazon-apigateway-endpoint-access-mode': 'the TLS settings of the Cloudflare zone count',
  'x-amazon-apigateway-tag-value': 'tags are shown, nothing reads them',
}

/** A line of the table, or one that was: code names the feature, the table says whether it is served. */
export type Feature = string
