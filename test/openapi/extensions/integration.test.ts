import { describe, expect, it } from 'vitest'
import { HTTP_PROXY, importOperation, MOCK, methodOf } from '../importing.ts'

const PLACE = '/paths/~1pets/get/x-amazon-apigateway-integration'
const importIntegration = (integration: object, operation: object = {}) =>
  importOperation({ 'x-amazon-apigateway-integration': integration, ...operation })
const integrationOf = (integration: object) => methodOf(importIntegration(integration)).methodIntegration

describe('an integration', () => {
  it('gets the defaults of AWS (oai-0006, oai-0020)', () => {
    expect(integrationOf({ ...HTTP_PROXY })).toEqual({
      ...{ type: 'HTTP_PROXY', httpMethod: 'GET', uri: 'https://backend.example/pets', connectionType: 'INTERNET' },
      ...{
        passthroughBehavior: 'WHEN_NO_MATCH',
        timeoutInMillis: 29_000,
        cacheKeyParameters: [],
        cacheNamespace: 'id1',
      },
    })
    expect(integrationOf({ ...MOCK, httpMethod: 'POST' })).toEqual({
      ...{ type: 'MOCK', requestTemplates: MOCK.requestTemplates, passthroughBehavior: 'WHEN_NO_MATCH' },
      ...{ timeoutInMillis: 29_000, cacheKeyParameters: [], cacheNamespace: 'id1' },
    })
  })

  it('keeps an empty template as null, which passes the body on (cpl-0061)', () => {
    const requestTemplates = { 'text/a': '', 'text/b': null, 'text/c': 'c' }
    const shown = { ...requestTemplates, 'text/a': null }
    expect(integrationOf({ ...MOCK, requestTemplates })?.requestTemplates).toEqual(shown)
    const responses = { default: { statusCode: '200', responseTemplates: requestTemplates } }
    expect(integrationOf({ ...MOCK, responses })?.integrationResponses?.['200']?.responseTemplates).toEqual(shown)
  })

  it('keeps its responses by status, the key as their pattern but for default', () => {
    const responses = { default: { statusCode: 200 }, '5\\d{2}': { statusCode: '502' }, 404: {} }
    expect(integrationOf({ ...HTTP_PROXY, responses })?.integrationResponses).toEqual({
      200: { statusCode: '200' },
      404: { statusCode: '404', selectionPattern: '404' },
      502: { statusCode: '502', selectionPattern: '5\\d{2}' },
    })
  })

  it('warns when two patterns answer one status', () => {
    const responses = { default: { statusCode: '200' }, '2..': { statusCode: '200' } }
    const { warnings } = importIntegration({ ...HTTP_PROXY, responses })
    expect(warnings.map(({ place }) => place)).toEqual([`${PLACE}/responses/2..`])
  })

  it('leaves out a mapping that is no text, in the words of AWS (oai-0008)', () => {
    const result = importIntegration({ ...MOCK, requestParameters: { 'integration.request.header.a': true, b: "'x'" } })
    expect(methodOf(result).methodIntegration?.requestParameters).toEqual({ b: "'x'" })
    expect(result.warnings.map(({ message }) => message)).toEqual([
      "Invalid format for 'requestParameters'. Expected type string for property 'integration.request.header.a' of resource '/pets' and method 'GET' but got 'true'",
    ])
  })

  it.each([
    ['type', {}],
    ['type', { type: 'HTTPS' }],
    ['httpMethod', { type: 'http', uri: 'http://a' }],
    ['httpMethod', { ...HTTP_PROXY, httpMethod: 'FETCH' }],
    ['uri', { ...HTTP_PROXY, uri: undefined }],
    ['uri', { ...HTTP_PROXY, uri: 'backend' }],
    ['uri', { ...HTTP_PROXY, type: 'aws_proxy' }],
    ['uri', { ...HTTP_PROXY, type: 'aws', uri: 'arn:aws:iam::0:role/x' }],
    ['uri', { ...HTTP_PROXY, uri: { 'Fn::Sub': 'x' } }],
    ['uri', { ...HTTP_PROXY, type: 'aws_proxy', uri: 'arn:aws:apigateway:us-east-1:s3:path/b/k' }],
    ['connectionId', { ...HTTP_PROXY, connectionType: 'VPC_LINK' }],
    ['integrationTarget', { ...HTTP_PROXY, integrationTarget: 'listener' }],
    ['timeoutInMillis', { ...MOCK, timeoutInMillis: 30_000 }],
    ['timeoutInMillis', { ...MOCK, timeoutInMillis: 49 }],
    ['passthroughBehavior', { ...MOCK, passthroughBehavior: 'sometimes' }],
    ['contentHandling', { ...MOCK, contentHandling: 'TEXT' }],
    ['requestTemplates/application~1json', { ...MOCK, requestTemplates: { 'application/json': {} } }],
    ['responses/default/statusCode', { ...MOCK, responses: { default: {} } }],
  ])('is refused for its %s', (member, integration) => {
    expect(importIntegration(integration).errors.map(({ place }) => place)).toEqual([`${PLACE}/${member}`])
  })

  it('may take longer where x-postern-limits allows it', () => {
    const limits = { 'x-postern-limits': { timeoutInMillis: 60_000 } }
    expect(importIntegration({ ...MOCK, timeoutInMillis: 60_000 }, limits).errors).toEqual([])
    expect(importIntegration({ ...MOCK, timeoutInMillis: 60_001 }, limits).errors).toHaveLength(1)
  })

  it('takes stage variables in its address', () => {
    expect(importIntegration({ ...HTTP_PROXY, uri: 'http://${stageVariables.host}/a' }).errors).toEqual([])
    expect(importIntegration({ ...HTTP_PROXY, uri: '${stageVariables.url}' }).errors).toEqual([])
  })

  it.each([
    [
      'an AWS_PROXY integration with Firehose',
      { type: 'aws_proxy', httpMethod: 'POST', uri: 'arn:aws:apigateway:x:firehose:path/f' },
    ],
    [
      'credentials of the caller',
      { type: 'aws', httpMethod: 'POST', uri: 'arn:aws:apigateway:x:sqs:path/q', credentials: 'arn:aws:iam::*:user/*' },
    ],
    ['tlsConfig', { ...HTTP_PROXY, tlsConfig: { insecureSkipVerification: true } }],
    ['cacheKeyParameters', { ...HTTP_PROXY, cacheKeyParameters: ['method.request.querystring.a'] }],
  ])('is stored and reported when it asks for %s', (feature, integration) => {
    const { definition, notServed } = importIntegration(integration)
    expect(definition).toBeDefined()
    expect(notServed).toEqual([
      expect.objectContaining({ place: expect.stringContaining(PLACE), message: expect.stringContaining(feature) }),
    ])
  })

  it('warns of a member that nothing reads', () => {
    const { warnings } = importIntegration({ ...MOCK, timeOutInMillis: 1 })
    expect(warnings.map(({ place }) => place)).toEqual([`${PLACE}/timeOutInMillis`])
    const tls = importIntegration({ ...HTTP_PROXY, tlsConfig: { serverNameToVerify: 'pets.test' } })
    expect(tls.warnings.map(({ place }) => place)).toEqual([`${PLACE}/tlsConfig/serverNameToVerify`])
  })

  it('keeps the listener behind a VPC link, and how the response is sent', () => {
    const integrationTarget = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/pets/1/2'
    const link = { connectionType: 'VPC_LINK', connectionId: 'x', integrationTarget, responseTransferMode: 'STREAM' }
    expect(integrationOf({ ...HTTP_PROXY, ...link })).toMatchObject(link)
  })
})
