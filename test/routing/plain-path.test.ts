import { describe, expect, it } from 'vitest'
import { plainPath } from '../../src/routing/plain-path.ts'

// Our own choice: AWS's policies see the path as it was sent.

describe('what a backend may make of a path', () => {
  it.each(['', 'admin', 'pets/1', 'a.b/..c/d', 'Admin', '...', 'a b+c'])('is nothing else for %j', (path) =>
    expect(plainPath(path)).toBeUndefined(),
  )

  it.each([
    '%61dmin',
    'adm%69n',
    '%2561dmin',
    'public/%2e%2e/admin',
    'public/%2E./admin',
    'public/..%2fadmin',
    'public%2f..%2Fadmin',
    'public/%252e%252e%252fadmin',
    'public/..\\admin',
    'public/..%5cadmin',
    'public/../admin',
    'public/%c0%ae%c0%ae%c0%afadmin',
    './admin',
    'admin/.',
    'admin;x=1',
    'admin;/',
    'a//../../admin',
    '%2fadmin',
    'admin%2f',
    '../../admin',
  ])('is admin for %j', (path) => expect(plainPath(path)).toBe('admin'))

  it('leaves what is no ASCII as it is', () => {
    expect(plainPath('caf%C3%A9')).toBeUndefined()
    expect(plainPath('caf%C3%A9/%61')).toBe('caf%C3%A9/a')
    expect(plainPath('100%')).toBeUndefined()
  })

  it('is not slow on a long path', () => {
    const start = performance.now()
    plainPath('%25'.repeat(5_000))
    plainPath('../'.repeat(5_000))
    expect(performance.now() - start).toBeLessThan(500)
  })
})
