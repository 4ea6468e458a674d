import { expect, it } from 'vitest'
import { isPublic } from '../../src/bindings/outbound.ts'

it.each(['example.com', 'api.example.co.uk', '93.184.216.34', '[2606:2800:220:1::1]', 'localhost.example.com'])(
  'lets a deployed gateway reach %s',
  (host) => expect(isPublic(host)).toBe(true),
)

it.each([
  'localhost',
  'db.localhost',
  'metadata.google.internal',
  'printer.local',
  'backend',
  '127.0.0.1',
  '127.8.8.8',
  '10.0.0.1',
  '172.16.3.4',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[fe80::1]',
  '[fc00::1]',
  '[::ffff:127.0.0.1]',
  '[::7f00:1]',
  '[64:ff9b::7f00:1]',
  '[::ffff:10.0.0.1]',
])('refuses %s, which is private', (host) => expect(isPublic(host)).toBe(false))
