/**
 * `x-amazon-apigateway-any-method`: an operation for every method the path has none of its own for.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-any-method.html
 */
export const ANY_METHOD = 'x-amazon-apigateway-any-method'
