// Addresses are relative: the site works at a domain of its own and below a stage alike.
const list = document.querySelector('#entries')
const form = document.querySelector('#form')

async function show() {
  const { entries } = await (await fetch('api/entries')).json()
  list.replaceChildren(...entries.map((text) => Object.assign(document.createElement('li'), { textContent: text })))
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const body = JSON.stringify({ text: form.elements.text.value })
  await fetch('api/entries', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  form.reset()
  await show()
})

await show()
