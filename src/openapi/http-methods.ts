import { ANY_METHOD } from './extensions/any-method.ts'

/** The operations of a path item, and the method each one is on API Gateway. */
export const HTTP_METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  put: 'PUT',
  post: 'POST',
  delete: 'DELETE',
  options: 'OPTIONS',
  head: 'HEAD',
  patch: 'PATCH',
  [ANY_METHOD]: 'ANY',
}
