import { checkMembers, type Members } from '../input.ts'
import { checkConstraints } from '../validation-error.ts'
import { type ReadCode, readZipFile } from './function-code.ts'
import { invalidParameter, notServed } from './lambda-error.ts'

const CODE = {
  ZipFile: 'blob',
  S3Bucket: 'string',
  S3Key: 'string',
  S3ObjectVersion: 'string',
  S3ObjectStorageMode: 'string',
  ImageUri: 'string',
  SourceKMSKeyArn: 'string',
} as const satisfies Members

/** Throws ControlError. */
export function checkArchitectures(given: readonly string[] | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined
  const shown = `Value '[${given.join(', ').slice(0, 200)}]' at 'architectures' failed to satisfy constraint`
  const wrong = given.some((name) => name !== 'x86_64' && name !== 'arm64')
  checkConstraints(
    wrong
      ? `${shown}: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]`
      : undefined,
    given.length > 1 ? `${shown}: Member must have length less than or equal to 1` : undefined,
    given.length < 1 ? `${shown}: Member must have length greater than or equal to 1` : undefined,
  )
  return given
}

/** The code of a call: its zip. Throws ControlError for a place that this version reads none from. */
export function readCode(code: Readonly<Record<string, unknown>>): Promise<ReadCode> {
  const { ZipFile, ...others } = checkMembers(code, CODE)
  if (ZipFile && Object.keys(others).length > 0) {
    throw invalidParameter('Please do not provide other FunctionCode parameters when providing a ZipFile.')
  }
  const { S3Bucket, S3Key, ImageUri, SourceKMSKeyArn } = others
  if (ImageUri !== undefined) throw notServed('ImageUri (upload a zip)')
  if (S3Bucket !== undefined || S3Key !== undefined) throw notServed('Code in S3 (send the zip itself, as ZipFile)')
  if (SourceKMSKeyArn) throw notServed('SourceKMSKeyArn')
  if (ZipFile === undefined || ZipFile === '') throw invalidParameter('Please provide a source for function code.')
  return readZipFile(ZipFile)
}

/** What code is as part of a version. */
export const codeOf = ({ sha256, zipBytes }: ReadCode, codeHash: string) => ({
  CodeSha256: sha256,
  CodeSize: zipBytes,
  codeHash,
})
