/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html#apigateway-tagging-restrictions */
import type { Tags } from '../definition/account.ts'
import { badRequest } from './validation-error.ts'

const MOST_TAGS = 50
const LONGEST_KEY = 128
const LONGEST_VALUE = 256
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** Tags that a resource is to have. Throws ControlError BadRequestException for what AWS does not allow. */
export function checkTags(tags: Tags = {}): void {
  const entries = Object.entries(tags)
  for (const [key, value] of entries) {
    checkKey(key)
    checkValue(key, value)
  }
  if (entries.length > MOST_TAGS)
    throw badRequest(`A resource has at most ${MOST_TAGS} tags; these are ${entries.length}`)
}

function checkKey(key: string): void {
  if (key.trim() === '') throw badRequest('Invalid tag key. Tag keys cannot be empty')
  // AWS's words (https://github.com/serverless/serverless/issues/9223).
  if (/^aws:/i.test(key)) throw badRequest("Invalid tag key. Tag keys cannot start with 'aws:' (case insensitive)")
  checkText('key', key, key, LONGEST_KEY)
}

function checkValue(key: string, value: string): void {
  checkText('value', value, key, LONGEST_VALUE)
}

/** Lengths count characters of Unicode. */
function checkText(what: 'key' | 'value', text: string, key: string, longest: number): void {
  const name = [...key.slice(0, 2 * LONGEST_KEY)].slice(0, LONGEST_KEY).join('')
  if ([...text].length > longest)
    throw badRequest(`Invalid tag ${what} of '${name}'. It can be at most ${longest} characters`)
  if (!CHARACTERS.test(text))
    throw badRequest(`Invalid tag ${what} of '${name}'. It has letters, numbers, spaces and . : + = @ _ / - only`)
}
