import { describe, expect, it } from 'vitest'
import { pathReadings } from '../../src/routing/path-readings.ts'

// Our own choice: AWS's policies see the path as it was sent.

describe('what backends may make of a path', () => {
  it.each(['', 'admin', 'pets/1', 'a.b/..c/d', 'Admin', '...', 'a b+c'])('is nothing else for %j', (path) =>
    expect(pathReadings(path)).toEqual([]),
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
    // One backend drops empty segments first, another goes back over them; one cuts `;x` off, another does not.
    'admin//..%2f',
    'admin/;/..%2f',
    'x//..%2f../admin',
    'pub%252flic/..%2fadmin',
    'admin/%5c/..%2f',
  ])('may be admin for %j', (path) => expect(pathReadings(path)).toContain('admin'))

  it('leaves what is no ASCII as it is', () => {
    expect(pathReadings('caf%C3%A9')).toEqual([])
    expect(pathReadings('caf%C3%A9/%61')).toEqual(['caf%C3%A9/a'])
    expect(pathReadings('100%')).toEqual([])
  })

  it('is one thing for what people use', () => {
    expect(pathReadings('users/ann%40example.com')).toEqual(['users/ann@example.com'])
    expect(pathReadings('a%2Fb')).toEqual(['a/b'])
  })

  it('is not slow on a long path', () => {
    const start = performance.now()
    for (const path of ['%25'.repeat(3_400), '../'.repeat(3_400), ';/\\'.repeat(2_500), '%2e%2e%2f'.repeat(1_100)])
      pathReadings(path)
    expect(performance.now() - start).toBeLessThan(500)
  })
})
