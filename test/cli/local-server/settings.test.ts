import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LOCAL_VARIABLES, PROJECT, readSettings } from '../../../src/cli/local-server/settings.ts'

describe('the settings of npm start', () => {
  it('are port 8787 and the folder .postern of the project', () => {
    expect(readSettings({})).toEqual({
      port: 8787,
      stateFolder: join(PROJECT, '.postern'),
      handedOn: {},
      serviceBindings: {},
    })
    expect(readSettings({ PORT: '', POSTERN_STATE: '' })).toEqual(readSettings({}))
  })

  it('are moved by PORT and POSTERN_STATE', () => {
    expect(readSettings({ PORT: '9000', POSTERN_STATE: '/srv/postern' })).toEqual({
      port: 9000,
      stateFolder: '/srv/postern',
      handedOn: {},
      serviceBindings: {},
    })
    expect(readSettings({ POSTERN_STATE: 'here' }).stateFolder).toBe(resolve('here'))
  })

  it('hand on what calls to AWS need, under the names of the Worker alone', () => {
    const handedOn = {
      POSTERN_AWS_ACCESS_KEY_ID: 'AKID',
      POSTERN_ENDPOINT_SQS: 'http://127.0.0.1:9324',
      POSTERN_VPC_LINKS: '{}',
    }
    const env = {
      ...handedOn,
      POSTERN_AWS_SESSION_TOKEN: '',
      POSTERN_ENDPOINT: 'http://localhost:8787',
      POSTERN_ACCESS_KEY_ID: 'mine',
      AWS_ACCESS_KEY_ID: 'mine',
    }
    expect(readSettings(env).handedOn).toEqual(handedOn)
  })

  it.each(['0', '65536', '-1', '80.5', '0x50', 'http', '8787 '])('refuse PORT=%s', (PORT) => {
    expect(() => readSettings({ PORT })).toThrow(`PORT is "${PORT}"`)
  })
})

it('gives the local credentials to no Worker that is published', () => {
  const published = readFileSync(join(PROJECT, 'wrangler.toml'), 'utf8')
  for (const name of Object.keys(LOCAL_VARIABLES)) expect(published).not.toContain(name)
})
