// A Lambda function as AWS's tutorial has it: it runs here and on AWS Lambda, unchanged.
const { greet } = require('./greeting')

exports.handler = async (event, context) => {
  const name = event.queryStringParameters?.name ?? 'World'
  console.log('greeting', name)
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json', 'X-Request-Id': context.awsRequestId },
    body: JSON.stringify({ message: greet(name), path: event.path }),
  }
}
