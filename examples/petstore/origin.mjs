// The pet shop itself: what the gateway stands in front of.
import { createServer } from 'node:http'

const PAGE = 3
const KINDS = { cat: 249.99, dog: 124.99, fish: 0.99, parrot: 74.5 }
const PETS = ['dog', 'cat', 'fish', 'parrot', 'cat', 'fish', 'dog'].map((kind, i) => ({
  id: i + 1,
  kind,
  price: KINDS[kind],
}))
/** A transparent pixel: the shop's only photo, and binary. */
const PHOTO = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

export const createPetStore = () =>
  createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://origin')
    const [, collection, id] = pathname.split('/')
    if (collection === 'photos') return response.writeHead(200, { 'content-type': 'image/gif' }).end(PHOTO)
    if (collection === 'orders' && request.method === 'POST') return order(request, response)
    if (collection !== 'pets') return answer(response, 404, { message: 'There is nothing here' })
    if (id === undefined) return answer(response, 200, page(searchParams))
    const pet = PETS.find((candidate) => String(candidate.id) === id)
    return pet ? answer(response, 200, pet) : answer(response, 404, { message: `There is no pet ${id}` })
  })

function page(query) {
  const kind = query.get('kind')
  const first = (Math.max(1, Number(query.get('page')) || 1) - 1) * PAGE
  return PETS.filter((pet) => kind === null || pet.kind === kind).slice(first, first + PAGE)
}

async function order(request, response) {
  let text = ''
  for await (const chunk of request) text += chunk
  const kind = kindOf(text)
  if (!Object.hasOwn(KINDS, kind)) return answer(response, 400, { message: `We sell ${Object.keys(KINDS).join(', ')}` })
  return answer(response, 200, { receipt: { kind, price: KINDS[kind] }, message: 'Take good care of it' })
}

function kindOf(text) {
  try {
    return JSON.parse(text).kind
  } catch {
    return undefined
  }
}

function answer(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
