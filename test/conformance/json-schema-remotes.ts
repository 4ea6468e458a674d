import type { JsonObject, JsonValue } from '../../src/openapi/json-value.ts'
import { SCHEMA_2020_12 } from '../../src/validation/schema.ts'

// The documents that JSON-Schema-Test-Suite wants served at http://localhost:1234, as far as its tests of references need them.

const HOST = 'http://localhost:1234'

const INTEGER = { type: 'integer' }
const STRING = { type: 'string' }
const BAR = { $defs: { bar: STRING }, $ref: '#/$defs/bar' }

const DRAFT_04: Readonly<Record<string, JsonObject>> = {
  'integer.json': INTEGER,
  'baseUriChange/folderInteger.json': INTEGER,
  'baseUriChangeFolder/folderInteger.json': INTEGER,
  'baseUriChangeFolderInSubschema/folderInteger.json': INTEGER,
  'draft4/subSchemas.json': { definitions: { integer: INTEGER, refToInteger: { $ref: '#/definitions/integer' } } },
  'draft4/name.json': { definitions: { orNull: { anyOf: [{ type: 'null' }, { $ref: '#' }] } }, ...STRING },
  'draft4/locationIndependentIdentifier.json': {
    definitions: { refToInteger: { $ref: '#foo' }, A: { id: '#foo', ...INTEGER } },
  },
}

const DRAFT_2020_12: Readonly<Record<string, JsonObject>> = {
  'integer.json': INTEGER,
  'baseUriChange/folderInteger.json': INTEGER,
  'baseUriChangeFolder/folderInteger.json': INTEGER,
  'baseUriChangeFolderInSubschema/folderInteger.json': INTEGER,
  'subSchemas.json': { $defs: { integer: INTEGER, refToInteger: { $ref: '#/$defs/integer' } } },
  'name-defs.json': { $defs: { orNull: { anyOf: [{ type: 'null' }, { $ref: '#' }] } }, ...STRING },
  'ref-and-defs.json': {
    $id: `${HOST}/draft2020-12/ref-and-defs.json`,
    $defs: { inner: { properties: { bar: STRING } } },
    $ref: '#/$defs/inner',
  },
  'locationIndependentIdentifier.json': {
    $defs: { refToInteger: { $ref: '#foo' }, A: { $anchor: 'foo', ...INTEGER } },
  },
  'nested/foo-ref-string.json': { type: 'object', properties: { foo: { $ref: 'string.json' } } },
  'nested/string.json': STRING,
  'different-id-ref-string.json': { $id: `${HOST}/real-id-ref-string.json`, ...BAR },
  'urn-ref-string.json': { $id: 'urn:uuid:feebdaed-ffff-0000-ffff-0000deadbeef', ...BAR },
  'nested-absolute-ref-to-string.json': {
    $defs: { bar: { $id: `${HOST}/the-nested-id.json`, ...STRING } },
    $ref: `${HOST}/the-nested-id.json`,
  },
  'detached-ref.json': {
    $id: `${HOST}/draft2020-12/detached-ref.json`,
    $defs: { foo: { $ref: '#detached' }, detached: { $anchor: 'detached', ...INTEGER } },
  },
}

/** URL → document. */
export const REMOTES: Readonly<Record<string, ReadonlyMap<string, JsonValue>>> = {
  draft4: new Map(Object.entries(DRAFT_04).map(([path, schema]) => [`${HOST}/${path}`, structuredClone(schema)])),
  'draft2020-12': new Map(
    Object.entries(DRAFT_2020_12).map(([path, schema]) => [
      `${HOST}/draft2020-12/${path}`,
      structuredClone({ $schema: SCHEMA_2020_12, ...schema }),
    ]),
  ),
}
