import { describe, expect, it } from 'vitest'
import { parseFunctionUri, parseIntegrationUri } from '../../src/aws/integration-uri.ts'

// Forms: https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri

const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:hello'

describe('the URI of an AWS integration', () => {
  it('names a service and a path', () => {
    expect(parseIntegrationUri('arn:aws:apigateway:us-west-2:s3:path/bucket/{key}')).toEqual({
      region: 'us-west-2',
      service: 's3',
      kind: 'path',
      rest: 'bucket/{key}',
    })
  })

  it('names a service and an action, with the query behind it', () => {
    expect(parseIntegrationUri('arn:aws:apigateway:us-west-2:sns:action/Publish&TopicArn=x')).toEqual({
      region: 'us-west-2',
      service: 'sns',
      kind: 'action',
      rest: 'Publish&TopicArn=x',
    })
  })

  it('may have a subdomain before the service', () => {
    expect(parseIntegrationUri('arn:aws:apigateway:us-west-2:a1b2c3-ats.iotdata:path/topics/x')).toMatchObject({
      subdomain: 'a1b2c3-ats',
      service: 'iotdata',
    })
  })

  it.each(['http://example.com', 'arn:aws:apigateway:us-east-1:s3:bucket/key', LAMBDA, ''])('is not %s', (uri) => {
    expect(parseIntegrationUri(uri)).toBeUndefined()
  })
})

describe('the URI of a Lambda function', () => {
  const uriOf = (date: string, kind: string) =>
    `arn:aws:apigateway:us-east-1:lambda:path/${date}/functions/${LAMBDA}:\${stageVariables.alias}/${kind}`

  it('holds the ARN of the function, stage variables included', () => {
    expect(parseFunctionUri(uriOf('2015-03-31', 'invocations'))).toEqual({
      arn: `${LAMBDA}:\${stageVariables.alias}`,
      streaming: false,
    })
  })

  it('says whether the answer is streamed', () => {
    expect(parseFunctionUri(uriOf('2021-11-15', 'response-streaming-invocations'))?.streaming).toBe(true)
  })

  it('is no other service, and no other path of Lambda', () => {
    expect(parseFunctionUri('arn:aws:apigateway:us-east-1:sqs:path/123456789012/queue')).toBeUndefined()
    expect(parseFunctionUri('arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions')).toBeUndefined()
  })
})
