import { type Operation, ok, param } from './operation.ts'
import { page, readPaging } from './paging.ts'
import { notFound } from './validation-error.ts'

interface SdkType {
  readonly id: string
  readonly friendlyName: string
  readonly description: string
  readonly configurationProperties: readonly SdkConfigurationProperty[]
}

interface SdkConfigurationProperty {
  readonly name: string
  readonly friendlyName: string
  readonly description: string
  readonly required: boolean
}

const required = (name: string, friendlyName: string, description: string): SdkConfigurationProperty => ({
  name,
  friendlyName,
  description,
  required: true,
})
const optional = (...text: [name: string, friendlyName: string, description: string]): SdkConfigurationProperty => ({
  ...required(...text),
  required: false,
})

const SERVICE_NAME = required('service.name', 'Service Name', 'The name of the service.')
const PREFIX = [required('classPrefix', 'Prefix', 'The prefix of the generated classes, two or three letters.')]

/** In the order of AWS's documentation. */
const SDK_TYPES: readonly SdkType[] = [
  type('java', 'Java', [
    SERVICE_NAME,
    required('java.package-name', 'Java Package Name', 'The package of the generated code.'),
    optional('java.build-system', 'Java Build System', 'maven or gradle.'),
    optional('java.group-id', 'Java Group Id', 'The Maven group id.'),
    optional('java.artifact-id', 'Java Artifact Id', 'The Maven artifact id.'),
    optional('java.artifact-version', 'Java Artifact Version', 'The Maven artifact version.'),
    optional('java.license-text', 'Source Code License Text', 'The text at the head of each generated file.'),
  ]),
  type('javascript', 'JavaScript', []),
  type('android', 'Android', [
    required('groupId', 'Group ID', 'The Maven group id.'),
    required('invokerPackage', 'Invoker package', 'The package of the generated classes.'),
    required('artifactId', 'Artifact ID', 'The Maven artifact id.'),
    required('artifactVersion', 'Artifact version', 'The Maven artifact version.'),
  ]),
  type('objectivec', 'iOS (Objective-C)', PREFIX),
  type('swift', 'iOS (Swift)', PREFIX),
  type('ruby', 'Ruby', [SERVICE_NAME, optional('ruby.gem-name', 'Ruby Gem Name', 'The name of the generated gem.')]),
]

function type(id: string, friendlyName: string, configurationProperties: readonly SdkConfigurationProperty[]): SdkType {
  return { id, friendlyName, description: `Client SDK for ${friendlyName}`, configurationProperties }
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_GetSdkTypes.html
 * Differs from AWS: ids and properties are AWS's, their descriptions our own.
 */
export const getSdkTypes: Operation = async (call) => {
  const paging = readPaging(call.query, '')
  const after = SDK_TYPES.findIndex(({ id }) => id === paging.after) + 1
  return ok(
    page(
      SDK_TYPES.slice(after, after + paging.limit + 1),
      paging,
      ({ id }) => id,
      (sdkType) => sdkType,
    ),
  )
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetSdkType.html */
export const getSdkType: Operation = async (call) => {
  const found = SDK_TYPES.find(({ id }) => id === param(call, 'sdkTypeId'))
  if (found === undefined) throw notFound('Invalid SDK type identifier specified')
  return ok(found)
}
