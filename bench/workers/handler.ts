/** What the function and the hand-written Worker's counterpart answer. Its own text is uploaded, so it uses nothing but its parameter. */
export const handler = async (event: { readonly path: string }) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ path: event.path, kind: 'thing', tags: ['a', 'b', 'c'], text: 'x'.repeat(200) }),
})
