import { describe, expect, it } from 'vitest'
import { endpointOf, type ServiceAddress } from '../../src/aws/endpoints.ts'

const at = (service: string, region: string, subdomain?: string): ServiceAddress => ({
  service,
  region,
  ...(subdomain !== undefined && { subdomain }),
})

describe('a service answers', () => {
  // Hosts and scopes as in AWS's tables of endpoints (general reference) and botocore's endpoints.json.
  it.each([
    [at('sqs', 'us-east-1'), 'sqs.us-east-1.amazonaws.com', 'us-east-1/sqs'],
    [at('s3', 'us-east-1'), 's3.us-east-1.amazonaws.com', 'us-east-1/s3'],
    [at('s3', 'eu-west-1', 'my.bucket'), 'my.bucket.s3.eu-west-1.amazonaws.com', 'eu-west-1/s3'],
    [at('states', 'cn-north-1'), 'states.cn-north-1.amazonaws.com.cn', 'cn-north-1/states'],
    [at('dynamodb', 'us-gov-west-1'), 'dynamodb.us-gov-west-1.amazonaws.com', 'us-gov-west-1/dynamodb'],
    [at('dynamodb', 'us-east-1', 'streams'), 'streams.dynamodb.us-east-1.amazonaws.com', 'us-east-1/dynamodb'],
    [at('sagemaker', 'us-west-2', 'runtime'), 'runtime.sagemaker.us-west-2.amazonaws.com', 'us-west-2/sagemaker'],
    [at('iotdata', 'us-east-1', 'a1b2-ats'), 'a1b2-ats.iot.us-east-1.amazonaws.com', 'us-east-1/iotdata'],
    [at('appsync-api', 'us-east-1', 'abc'), 'abc.appsync-api.us-east-1.amazonaws.com', 'us-east-1/appsync'],
    [at('execute-api', 'us-east-1', 'abc'), 'abc.execute-api.us-east-1.amazonaws.com', 'us-east-1/execute-api'],
    [at('email', 'us-east-1'), 'email.us-east-1.amazonaws.com', 'us-east-1/ses'],
    [at('ses', 'us-east-1'), 'email.us-east-1.amazonaws.com', 'us-east-1/ses'],
    [at('sts', 'eu-west-1'), 'sts.eu-west-1.amazonaws.com', 'eu-west-1/sts'],
    [at('iam', 'eu-west-1'), 'iam.amazonaws.com', 'us-east-1/iam'],
    [at('iam', 'cn-northwest-1'), 'iam.cn-north-1.amazonaws.com.cn', 'cn-north-1/iam'],
    [at('iam', 'us-gov-east-1'), 'iam.us-gov.amazonaws.com', 'us-gov-west-1/iam'],
    [at('route53', 'eu-central-1'), 'route53.amazonaws.com', 'us-east-1/route53'],
    [at('cloudfront', 'ap-south-1'), 'cloudfront.amazonaws.com', 'us-east-1/cloudfront'],
  ])('%o at %s', (address, host, scope) => {
    const { url, signingName, signingRegion, overridden } = endpointOf(address)
    expect(url).toBe(`https://${host}`)
    expect(`${signingRegion}/${signingName}`).toBe(scope)
    expect(overridden).toBe(false)
  })

  it('where POSTERN_ENDPOINT_{SERVICE} says, under its own signing scope (our own choice)', () => {
    const overrides = {
      POSTERN_ENDPOINT_DYNAMODB: 'http://127.0.0.1:4567/',
      POSTERN_ENDPOINT_RUNTIME_SAGEMAKER: 'http://127.0.0.1:1',
      POSTERN_ENDPOINT_IOTDATA: 'http://127.0.0.1:2',
      POSTERN_ENDPOINT_S3: 'http://127.0.0.1:3',
      POSTERN_ENDPOINT_SQS: '',
    }
    expect(endpointOf(at('dynamodb', 'eu-west-1'), overrides)).toEqual({
      url: 'http://127.0.0.1:4567',
      signingName: 'dynamodb',
      signingRegion: 'eu-west-1',
      overridden: true,
    })
    expect(endpointOf(at('sagemaker', 'us-east-1', 'runtime'), overrides).url).toBe('http://127.0.0.1:1')
    expect(endpointOf(at('iotdata', 'us-east-1', 'a1-ats'), overrides).url).toBe('http://127.0.0.1:2')
    expect(endpointOf(at('s3', 'us-east-1', 'bucket'), overrides).url).toBe('http://127.0.0.1:3/bucket')
    expect(endpointOf(at('sqs', 'us-east-1'), overrides).overridden).toBe(false)
  })

  it('nowhere when its name, its region or an override cannot be a host', () => {
    for (const address of [at('sqs', 'evil.example/#'), at('sqs@evil', 'us-east-1'), at('s3', 'us-east-1', 'a..b')]) {
      expect(() => endpointOf(address)).toThrow('Invalid endpoint address')
    }
    for (const url of ['127.0.0.1:4567', 'ftp://a', 'http://me:password@a', 'http://a/?b', 'http://[']) {
      expect(() => endpointOf(at('sqs', 'us-east-1'), { POSTERN_ENDPOINT_SQS: url })).toThrow('POSTERN_ENDPOINT_SQS')
    }
  })
})
