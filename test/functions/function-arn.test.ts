import { expect, it } from 'vitest'
import { parseFunctionName } from '../../src/functions/function-arn.ts'

// The forms of FunctionName: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

it.each([
  ['hello', { name: 'hello' }],
  ['hello:prod', { name: 'hello', qualifier: 'prod' }],
  ['hello:$LATEST', { name: 'hello', qualifier: '$LATEST' }],
  ['123456789012:function:hello', { name: 'hello' }],
  ['123456789012:function:hello:7', { name: 'hello', qualifier: '7' }],
  ['arn:aws:lambda:eu-west-1:123456789012:function:hello', { name: 'hello', region: 'eu-west-1' }],
  [
    'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:my_fn-2:prod',
    { name: 'my_fn-2', qualifier: 'prod', region: 'us-gov-west-1' },
  ],
])('%s names a function', (text, name) => expect(parseFunctionName(text)).toEqual(name))

it.each([
  '',
  'a b',
  'hello:',
  'hello:a:b',
  'hello:$OTHER',
  'hello\n',
  'x'.repeat(65),
  'arn:aws:s3:::bucket',
  'arn:aws:lambda:us-east-1/../x:123456789012:function:hello',
  '../2015-03-31/functions',
])('%j does not', (text) => expect(parseFunctionName(text)).toBeUndefined())
