/**
 * What the function of a Lambda authorizer gets.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * Differs from AWS: names of headers are as in the event of a proxy integration, in lower case where AWS's edge does not spell them.
 */
import type { Exchange } from '../gateway/exchange.ts'
import { eventRequest } from '../integrations/lambda-event.ts'

/** The event of a TOKEN authorizer, as JSON: these three members and no other. */
export const tokenEvent = (authorizationToken: string, methodArn: string): string =>
  JSON.stringify({ type: 'TOKEN', authorizationToken, methodArn })

/** The event of a REQUEST authorizer, as JSON: what a proxy integration gets, without the body. */
export function requestEvent(x: Exchange, methodArn: string): string {
  const event = eventRequest(x)
  return JSON.stringify({
    type: 'REQUEST',
    methodArn,
    ...event,
    // Absent maps are empty in AWS's sample of this event, null in that of a proxy integration.
    headers: event.headers ?? {},
    multiValueHeaders: event.multiValueHeaders ?? {},
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: event.stageVariables ?? {},
  })
}
