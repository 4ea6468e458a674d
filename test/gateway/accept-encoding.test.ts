import { describe, expect, it } from 'vitest'
import { acceptedCoding } from '../../src/gateway/accept-encoding.ts'

// Sources: developer guide, "Enable payload compression" (its list of header formats; "the highest-priority content encoding must be
// one supported by API Gateway") and "Receive an API response with a compressed payload"; of equal weights the first counts, as AWS's
// support told the author of pull request 32 of the developer guide.

describe('Accept-Encoding', () => {
  it.each([
    ['deflate,gzip', 'deflate'],
    ['deflate;q=0.5,gzip;q=1.0', 'gzip'],
    ['gzip;q=1.0,identity;q=0.5,*;q=0', 'gzip'],
    ['gzip, deflate, br', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0.9, gzip ; q=0.95', 'gzip'],
    ['*;q=0.1, deflate;q=0.2', 'deflate'],
    ['gzip;q=0, deflate;q=0.001', 'deflate'],
  ])('%j asks for %s', (header, coding) => {
    expect(acceptedCoding(header)).toBe(coding)
  })

  it.each([
    [undefined, 'absent, which is *'],
    ['', 'documented'],
    ['*', 'documented'],
    ['br, gzip', 'the first is not supported'],
    ['br;q=1, gzip;q=0.9', 'the heaviest is not supported'],
    ['*, gzip', 'no explicit coding comes first'],
    ['identity, gzip', 'identity is no compression'],
    ['gzip;q=0', 'refused by the client'],
    ['deflate;q=0.5,gzip=1.0', 'malformed'],
    ['gzip;q=2', 'malformed'],
    ['gzip;level=9', 'malformed'],
    ['gzip, ', 'malformed'],
  ])('%j asks for no compression: %s', (header, _) => {
    expect(acceptedCoding(header)).toBeUndefined()
  })
})
