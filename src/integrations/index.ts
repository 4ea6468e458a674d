/** The registry of integrations: one line for each type. */
import type { Integration } from '../definition/rest-api.ts'
import type { Problems } from '../lib/problems.ts'
import { type AwsSpec, aws } from './aws.ts'
import { type AwsProxySpec, awsProxy } from './aws-proxy.ts'
import { type HttpSpec, http } from './http.ts'
import { type HttpProxySpec, httpProxy } from './http-proxy.ts'
import type { IntegrationCall } from './integration.ts'
import { type MockSpec, mock } from './mock.ts'
import { linkNotServed, type NotServedSpec } from './not-served.ts'

/** The compiled form of an integration, told apart by AWS's type name. */
export type IntegrationSpec = MockSpec | AwsSpec | AwsProxySpec | HttpSpec | HttpProxySpec | NotServedSpec

/** Definition → spec. Reports every problem under `place`; undefined when one of them is an error. */
export function parseIntegration(
  integration: Integration,
  place: string,
  problems: Problems,
): IntegrationSpec | undefined {
  switch (integration.type) {
    case 'MOCK':
      return mock.parse(integration, place, problems)
    case 'HTTP':
      return http.parse(integration, place, problems)
    case 'HTTP_PROXY':
      return httpProxy.parse(integration, place, problems)
    case 'AWS':
      return aws.parse(integration, place, problems)
    case 'AWS_PROXY':
      return awsProxy.parse(integration, place, problems)
  }
}

/** Spec → the call, once per route per isolate. */
export function linkIntegration(spec: IntegrationSpec): IntegrationCall {
  switch (spec.type) {
    case 'MOCK':
      return mock.link(spec)
    case 'HTTP':
      return http.link(spec)
    case 'HTTP_PROXY':
      return httpProxy.link(spec)
    case 'AWS':
      return aws.link(spec)
    case 'AWS_PROXY':
      return awsProxy.link(spec)
    case 'NOT_SERVED':
      return linkNotServed(spec)
  }
}
