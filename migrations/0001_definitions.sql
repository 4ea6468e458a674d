-- Definitions: APIs as their owners edit them. One row per AWS resource (a D1 row holds 2 MB at most).
-- JSON bodies are AWS's wire shapes, without what stands in columns. Dates are seconds since 1970.

CREATE TABLE rest_api (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- Counts writes to anything of this API. NOT NULL makes a batch fail whose guard expected another version.
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  created_date INTEGER NOT NULL,
  body TEXT NOT NULL
);

CREATE TABLE resource (
  api_id TEXT NOT NULL REFERENCES rest_api (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  -- Null on the root resource.
  parent_id TEXT,
  path_part TEXT,
  path TEXT NOT NULL,
  PRIMARY KEY (api_id, id),
  UNIQUE (api_id, path)
);

-- With integration and responses in its body.
CREATE TABLE method (
  api_id TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  http_method TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (api_id, resource_id, http_method),
  FOREIGN KEY (api_id, resource_id) REFERENCES resource (api_id, id) ON DELETE CASCADE
);

-- Models, validators, authorizers, gateway responses, documentation, extensions.
CREATE TABLE part (
  sequence INTEGER PRIMARY KEY,
  api_id TEXT NOT NULL REFERENCES rest_api (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (api_id, kind, id)
);

-- Its snapshot is in KV at deployment/{api_id}/{id}/{hash} before this row is written.
CREATE TABLE deployment (
  sequence INTEGER PRIMARY KEY,
  api_id TEXT NOT NULL REFERENCES rest_api (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  created_date INTEGER NOT NULL,
  description TEXT,
  -- SHA-256 of the snapshot, hexadecimal.
  hash TEXT NOT NULL,
  -- PUBLISHED: the snapshot is in KV.
  status TEXT NOT NULL,
  api_summary TEXT NOT NULL,
  UNIQUE (api_id, id)
);

CREATE TABLE stage (
  sequence INTEGER PRIMARY KEY,
  api_id TEXT NOT NULL REFERENCES rest_api (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  deployment_id TEXT NOT NULL,
  -- The API's version when this stage was last written: the version of its pointer in KV.
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (api_id, name),
  FOREIGN KEY (api_id, deployment_id) REFERENCES deployment (api_id, id)
);

-- KV keys that may disagree with the tables above: written with every change of a stage or deployment, removed once KV was seen to
-- agree. What is left was cut off in the middle and is settled by the next management calls. No foreign key: it outlives its API.
CREATE TABLE unsettled_key (
  key TEXT NOT NULL,
  -- The API's version after the change; an isolate removes its own rows up to the version it has written.
  version INTEGER NOT NULL,
  -- The isolate that made the change.
  writer TEXT NOT NULL,
  -- Milliseconds since 1970.
  since INTEGER NOT NULL,
  PRIMARY KEY (key, version, writer)
);

CREATE INDEX unsettled_key_since ON unsettled_key (since);
CREATE INDEX stage_deployment ON stage (api_id, deployment_id);
